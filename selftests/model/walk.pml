/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reader: one chain, bucket 0, walked as module/walk.c walks each. The
 * comments name the function there that a step stands for. One step has one
 * load from what the writers share; loads are in program order, see README.md
 * for the barriers which make them so.
 *
 * What is asserted upon each commit (PROPERTIES is a sum of these):
 */
#define MISSING		1	/* the standing socket isn't among the records */
#define TWICE		2	/* one life of an object is, more than once */
#define FOREIGN		4	/* one is that belongs to another bucket */
#define EARLY		8	/* one is that has never been hashed */
#define STALE		16	/* a payload isn't that of the recorded life */

/*
 * The walk may begin at any time, and begin anew without end, so that a bound
 * on tries would say nothing more. The lock may be taken after any failure.
 */
inline try_again()
{
	if
	:: goto try
	:: goto take_locked
	fi
}

inline forget()
{
	for (i : 0 .. MAX - 1) {
		rec[i] = NIL;
#ifdef RECUR
		rec_identity[i] = 0
#else
		same[i] = 0
#endif
	}
	recorded = 0;
	node = NIL;
	next = NIL;
	link_of = NIL;
	pp = NIL;
	i = 0;
	ok = 0;
	twice = 0;
	foreign = 0;
	stale = 0
}

/* twstat_chain_met(): twstat_record_identity() */
inline record_identity(n)
{
	for (i : 0 .. MAX - 1) {
		if
		:: rec[i] == n && SAME_LIFE(i) -> twice = 1
		:: else
		fi
	}
	i = 0;
	rec[recorded] = n;
#ifdef RECUR
	rec_identity[recorded] = IDENTITY(n);
#else
	same[recorded] = 1;
#endif
	foreign = foreign || bucket[n];
	recorded++
}

/* twstat_record_state(); another life's is stale, and what it left there */
inline record_state(i)
{
	stale = stale || !payload[rec[i]] || !SAME(i)
}

/* twstat_keep(): what has passed is counted */
inline commit()
{
	missing = 1;
	early = 0;
	for (i : 0 .. MAX - 1) {
		if
		:: rec[i] == S -> missing = 0
		:: else
		fi;
		if
		:: rec[i] != NIL && SAME_LIFE(i) && life[rec[i]] == ALLOCATED ->
			early = 1
		:: else
		fi
	}
#if PROPERTIES & MISSING
	assert(!missing);
#endif
#if PROPERTIES & TWICE
	assert(!twice);
#endif
#if PROPERTIES & FOREIGN
	assert(!foreign);
#endif
#if PROPERTIES & EARLY
	assert(!early);
#endif
#if PROPERTIES & STALE
	assert(!stale);
#endif
	missing = 0;
	early = 0;
	forget()
}

proctype reader()
{
	byte node, next, link_of, pp, i;
	bit ok, missing, twice, foreign, early, stale;

try:	/* twstat_chain_start() */
	atomic {
		forget();
		node = link[HEAD(0)]
	}
	/* twstat_pass_record(), each round a twstat_chain_step() */
	do
	:: IS_NODE(node) && recorded < MAX ->
#ifdef NULLS_ONLY	/* sk_nulls_for_each_rcu(): the body, then next */
		atomic { record_identity(node) }
		node = link[node]
#else
		next = link[node];
		atomic {
			record_identity(node);
#ifdef PAYLOAD_EARLY
		}
		atomic {
			record_state(recorded - 1);
#endif
			node = next;
			next = NIL
		}
#endif
	:: IS_NODE(node) && recorded == MAX -> try_again()
	:: !IS_NODE(node) -> break
	od;
#ifdef NULLS_ONLY	/* twstat_chain_ends(): else pass 2 alone looks at the marker */
	if
	:: node != END(0) -> try_again()
	:: else
	fi;
#endif
#ifndef NULLS_ONLY
	/* twstat_chain_return() */
#ifdef NO_HEAD
	node = (recorded -> rec[0] : END(0));
#else
	node = link[HEAD(0)];
#endif
	link_of = HEAD(0);
	do	/* twstat_pass_verify(), each round a twstat_record_verify() */
	:: i < recorded ->
		atomic {
#ifndef NO_ADJACENCY
			if
			:: node != rec[i] -> try_again()
			:: else
			fi;
#endif
#ifdef IDENTITY_FIRST
			ok = SAME(i)
		}
		atomic {
#endif
			next = link[rec[i]]
		}
		atomic {
			pp = pprev[rec[i]];
#ifndef NO_PPREV
			if
			:: pp != link_of -> try_again()
			:: else
			fi
#endif
		}
#if defined(PAYLOAD) && !defined(PAYLOAD_EARLY) && !defined(PAYLOAD_LAST)
		record_state(i);
#endif
		atomic {	/* twstat_record_same() */
#ifndef IDENTITY_FIRST
			ok = SAME(i);
#endif
#ifndef NO_IDENTITY
			if
			:: !ok -> try_again()
			:: else
			fi;
#endif
#ifdef PAYLOAD_LAST
		}
		atomic {
			record_state(i);
#endif
			link_of = rec[i];
			node = next;
			next = NIL;
			pp = NIL;
			ok = 0;
			i++
		}
	:: i == recorded -> break
	od;
	/* twstat_chain_must_end() */
#ifndef NO_MARKER
	if
	:: node != END(0) -> try_again()
	:: else
	fi;
#endif
#endif
	atomic {
		commit();
		goto done
	}

take_locked:	/* twstat_record_locked() */
	atomic {
		lock[0] == 0;
		lock[0] = 1;
		forget()
	}
	node = link[HEAD(0)];
	do
	:: IS_NODE(node) ->
		atomic { record_identity(node) }
#ifdef PAYLOAD
		record_state(recorded - 1);
#endif
		node = link[node]
	:: !IS_NODE(node) -> break
	od;
	atomic {
		commit();
		lock[0] = 0
	}
done:	skip
}
