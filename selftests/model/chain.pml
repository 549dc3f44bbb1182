/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The established hash as a lockless reader meets it: two buckets, N objects
 * of a type-stable slab, and the chain operations of the kernel's
 * include/linux/rculist_nulls.h, one step for each of their stores.
 *
 * A pointer is a byte: 1..N is a socket's node, HEAD(b) is bucket b, NIL is
 * NULL. The nulls marker of bucket b has the number of its head, which is
 * never ambiguous: no next points to a head.
 *
 * link[p] is the next of node p, or the first of bucket p. A pprev points to
 * the field which points to its node, so it is an index into link[], and
 * "*pprev = x" is link[pprev] = x.
 */

#define NIL		0
#define S		1	/* the socket that stands in TIME_WAIT */
#define HEAD(b)		(N + 1 + (b))
#define END(b)		(N + 1 + (b))
#define IS_NODE(p)	((p) <= N)

/* Where an object is in its life. Writers know it, no reader looks at it. */
#define FREE		0
#define ALLOCATED	1	/* has its identity, is not hashed yet */
#define HASHED		2
#define UNHASHED	3	/* was hashed, is free once the reader drops it */

byte link[N + 3];
byte pprev[N + 1];
byte life[N + 1];
bit lock[2];			/* inet_ehash_lockp() of each bucket */

/*
 * The identity of an object: its bucket, by way of the hash of addresses and
 * ports, and those. What else a view wants of a socket (substate, expiry, time
 * stamps) is its payload, of which only matters whether this life wrote it.
 */
bit bucket[N + 1];
#ifdef PAYLOAD
bit payload[N + 1];
#endif

#ifdef BOOKMARK
byte held;			/* has a reference from the reader, else NIL */
/*
 * RCU keeps the memory of what is freed for a section only: these were free when the
 * present one began, and are no objects until they are allocated again.
 */
bit gone_object[N + 1];
#endif

/* The records of the reader; rec[i] is NIL from recorded on. */
byte rec[MAX];
byte recorded;

#ifdef RECUR
/* Two tuples a bucket, and each life of an object may have either. */
bit tuple[N + 1];
byte rec_identity[MAX];
#define IDENTITY(n)	(2 * tuple[n] + bucket[n])
#define SAME(i)		(rec_identity[i] == IDENTITY(rec[i]))
#define SAME_LIFE(i)	(rec[i] == S)
#else
/*
 * No two lives of an object have the same identity. All that comparing it with
 * the recorded one can tell is whether the object has got another since, and
 * that is what this bit says: for any number of lives, in finitely many states.
 */
bit same[MAX];
#define SAME(i)		same[i]
#define SAME_LIFE(i)	same[i]
#endif

/* What an owner stores in its new object before it takes the bucket's lock */
inline set_identity(n, b)
{
	bucket[n] = b;
#ifdef BOOKMARK
	gone_object[n] = 0;
#endif
#ifdef PAYLOAD
	payload[n] = 0;
#endif
#ifdef RECUR
	if
	:: tuple[n] = 0
	:: tuple[n] = 1
	fi
#else
	for (k : 0 .. MAX - 1) {
		if
		:: rec[k] == n -> same[k] = 0
		:: else
		fi
	}
	k = 0
#endif
}

/* "if (!is_a_nulls(next)) WRITE_ONCE(next->pprev, ...)" */
inline set_pprev_of(node, where)
{
	if
	:: IS_NODE(node) -> pprev[node] = where
	:: else
	fi
}
