/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The reader: one chain, bucket 0, walked as module/walk/pass.c walks each. The
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
/* And whenever a pointer is followed, if the walk pauses at bookmarks: */
#define GONE		32	/* it leads to what was freed before the section */

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
#ifdef BOOKMARK
	for (i : 1 .. N) {
		gone_object[i] = 0
	}
#endif
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

/* twstat_record_identity() */
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

/* twstat_group_keep(): what has passed is counted */
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

#ifdef BOOKMARK
inline follow(pointer)
{
#if PROPERTIES & GONE
	gone = gone_object[pointer];
	assert(!gone);
	gone = 0
#else
	skip
#endif
}

inline drop()
{
	if
	:: held != NIL && life[held] == UNHASHED -> life[held] = FREE
	:: else
	fi;
	held = NIL
}

/*
 * Within a chain, the RCU section ends and another begins. A reference may be refused,
 * if only for a moment: then the walk goes on and pauses later.
 */
inline bookmark()
{
#ifndef NO_HOLD
	atomic {	/* refcount_inc_not_zero() */
		life[link_of] != FREE;
		held = link_of
	}
#endif
	atomic {
#ifndef NO_BOOKMARK_IDENTITY
		ok = SAME(recorded - 1);
		if
		:: !ok -> drop(); try_again()
		:: else
		fi;
		ok = 0
#else
		skip
#endif
	}
	atomic {
#ifndef NO_BOOKMARK_HASHED
		if
		:: pprev[link_of] == NIL -> drop(); try_again()
		:: else
		fi;
#endif
#ifndef NO_BOOKMARK_NODE
		node = NIL
#endif
	}
	/* The writers run on, and then the new section begins. */
	atomic {
		for (i : 1 .. N) {
			gone_object[i] = (life[i] == FREE)
		}
		i = 0;
		follow(link_of);
#ifdef DROP_EARLY
		drop()
#endif
	}
#ifndef NO_BOOKMARK_NODE
	node = link[link_of];
#endif
	atomic {
#ifndef NO_BOOKMARK_PPREV
		if
		:: pprev[link_of] == NIL -> drop(); try_again()
		:: else
		fi;
#endif
#ifndef DROP_EARLY
		drop()
#endif
	}
#ifdef NO_BOOKMARK_END
	if
	:: node == END(0) -> goto ended
	:: else
	fi
#endif
}
#endif

proctype reader()
{
	byte node, next, link_of, pp, i;
	bit ok, missing, twice, foreign, early, stale, gone;

try:	/* twstat_chain_start() */
	atomic {
		forget();
		node = link[HEAD(0)];
		link_of = HEAD(0)
	}
	do	/* each round a twstat_chain_step() */
	:: IS_NODE(node) && recorded < MAX ->
#ifdef NULLS_ONLY	/* sk_nulls_for_each_rcu(): the body, then next */
		atomic { record_identity(node) }
		node = link[node]
#else
#ifdef BOOKMARK
		atomic {
			follow(node);
			record_identity(node)
		}
#elif !defined(IDENTITY_LATE)
		atomic { record_identity(node) }
#endif
#ifdef PAYLOAD_EARLY
		record_state(recorded - 1);
#endif
#ifndef NO_LINK
		atomic {
			if
			:: link[link_of] != node -> try_again()
			:: else
			fi
		}
#endif
		next = link[node];
#ifdef IDENTITY_LATE
		atomic { record_identity(node) }
#endif
		atomic {
			pp = pprev[node];
#ifndef NO_PPREV
			if
			:: pp != link_of -> try_again()
			:: else
			fi
#endif
		}
#if defined(PAYLOAD) && !defined(PAYLOAD_EARLY) && !defined(PAYLOAD_LAST)
		record_state(recorded - 1);
#endif
		atomic {	/* twstat_record_same(), of the one before */
#ifndef NO_IDENTITY
			ok = (recorded < 2 || SAME(recorded - 2));
			if
			:: !ok -> try_again()
			:: else
			fi;
#endif
#ifdef PAYLOAD_LAST
		}
		atomic {	/* that of the one before, once its identity was compared */
			if
			:: recorded >= 2 -> record_state(recorded - 2)
			:: else
			fi;
#endif
			link_of = node;
			node = next;
			next = NIL;
			pp = NIL;
			ok = 0
		}
#ifdef BOOKMARK
		if
		:: bookmark()
		:: true
		fi
#endif
#endif
	:: IS_NODE(node) && recorded == MAX -> try_again()
	:: !IS_NODE(node) -> break
	od;
#if !defined(NULLS_ONLY) && !defined(NO_LAST)
	atomic {	/* twstat_chain_ends() */
		ok = (recorded < 1 || SAME(recorded - 1));
		if
		:: !ok -> try_again()
		:: else
		fi;
		ok = 0
	}
#endif
#ifndef NO_MARKER
	if
	:: node != END(0) -> try_again()
	:: else
	fi;
#endif
#ifdef NO_BOOKMARK_END
ended:
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
