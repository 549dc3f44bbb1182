/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A writer: any operation, on any bucket, at any time, without end. Each is
 * what the kernels 5.10 to 7.3 do under the bucket's lock:
 *
 *	kill	inet_twsk_kill(), inet_unhash()
 *	add	__inet_check_established(), inet_ehash_insert() of a request
 *	replace	inet_ehash_insert() of a child over its request, and
 *		inet_twsk_hashdance_schedule() in 6.12 and from 7.0 on
 *	recycle	add, then kill another under the same lock: a connect over a
 *		TIME_WAIT, and the hashdance of 5.10, 6.1, 6.16 and 6.18
 *
 * An object that left its chain is free at once, and may be allocated again at
 * once: that is what SLAB_TYPESAFE_BY_RCU permits at most. It keeps its next
 * and its identity until they are written anew. One that the reader holds is free
 * when it is dropped. A full socket may instead be hashed again (REHASH): it
 * disconnects, and connects to the same peer from the same address and port.
 *
 * An atomic block has one store a reader can see. Taking the lock belongs to
 * what follows it, dropping it to what precedes: that moves no store, since
 * what a lock's owner reads in between, nobody else may write.
 */

/* Any v for which the condition holds, or NIL. */
inline pick(v, condition)
{
	v = N;
	do
	:: v == NIL -> break
	:: v != NIL && (condition) -> break
	:: v != NIL -> v--
	od
}

#define LEAVES(v)	(v != S && life[v] == HASHED && bucket[v] == b)
#define ENTERS(v)	(life[v] == FREE && v <= MOVERS + 1)

/* The last of its stores, and what becomes of the object */
inline leave(v)
{
	pprev[v] = NIL;
#ifdef BOOKMARK
	life[v] = (v == held -> UNHASHED : FREE)
#else
	life[v] = FREE
#endif
}

/* The last store, after which nothing is left of the operation. */
inline finish()
{
	lock[b] = 0;
	new = NIL;
	old = NIL;
	next = NIL;
	pp = NIL;
	b = 0
}

proctype writer()
{
	byte new, old, next, pp, k;
	bit b;

end_idle:
	do
	:: atomic {
		if
		:: lock[0] == 0
		:: lock[1] == 0 -> b = 1
		fi;
		pick(old, LEAVES(old));
		if
		:: old == NIL -> b = 0; goto end_idle
		:: else -> lock[b] = 1; goto kill
		fi
	   }
	:: atomic {
		pick(new, ENTERS(new));
		if
		:: new == NIL -> goto end_idle
		:: else -> life[new] = ALLOCATED
		fi;
		if
		:: b = 0
		:: b = 1
		fi;
		set_identity(new, b)
	   }
#ifdef PAYLOAD
	   payload[new] = 1;
#endif
	   atomic {
		lock[b] == 0;
		lock[b] = 1;
		pick(old, LEAVES(old));
		if
		:: old != NIL -> goto replace
		:: true
		fi;
		/* add, or recycle: hlist_nulls_add_head_rcu() */
		next = link[HEAD(b)];
		link[new] = next
	   }
added:	   pprev[new] = HEAD(b);
	   atomic {
		link[HEAD(b)] = new;
		life[new] = HASHED
	   }
	   atomic {
		set_pprev_of(next, new);
		if
		:: old == NIL -> finish(); goto end_idle
		:: else -> new = NIL
		fi
	   }
kill:	   /* hlist_nulls_del_init_rcu() */
	   atomic {
		next = link[old];
		pp = pprev[old];
		link[pp] = next
	   }
	   set_pprev_of(next, pp);
	   atomic {
		leave(old);
		finish();
		goto end_idle
	   }
replace:   /* hlist_nulls_replace_init_rcu() */
	   atomic {
		next = link[old];
		link[new] = next
	   }
	   atomic {
		pp = pprev[old];
		pprev[new] = pp
	   }
	   atomic {
		link[pp] = new;
		life[new] = HASHED
	   }
	   set_pprev_of(next, new);
	   atomic {
		leave(old);
		finish()
	   }
#ifdef REHASH
	:: atomic {	/* what is held and not free is added again */
		held != NIL && life[held] == UNHASHED && lock[bucket[held]] == 0;
		new = held;
		life[new] = ALLOCATED;
		b = bucket[new];
		lock[b] = 1;
		next = link[HEAD(b)];
		link[new] = next;
		goto added
	   }
#endif
	od
}
