/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The walk of module/walk/pass.c against everything that may happen to a
 * chain meanwhile. README.md says what is proven and what is not; check-model
 * runs it in all its variants. By hand, in a folder for what it makes:
 *
 *	spin -a .../model.pml && gcc -O2 -DSAFETY -o pan pan.c && ./pan -m1000000
 *
 * Variants are chosen with -D, of spin:
 *
 *	N=3		objects, of which one stands in TIME_WAIT throughout
 *	MOVERS=N	of the others, how many may be hashed again once freed;
 *			the rest only leave their chain, or are replaced
 *	TWO_WRITERS	instead of one
 *	RECUR		a life of an object may have the identity of another
 *	PAYLOAD		what is read of a socket beside its identity, too
 *	PROPERTIES=63	those of the sum that are asserted, see walk.pml
 *	BOOKMARK	the walk may pause after any step, at a socket that it holds
 *	REHASH		that socket may be hashed again with the same identity
 *	NULLS_ONLY	the plain walk, which trusts the marker it ends with
 *
 * and the walk with something left out that the module has:
 *
 *	NO_LINK		what led to a node is not compared with it again
 *	NO_PPREV	pprev is not compared
 *	NO_IDENTITY	the identity of the node before is not compared
 *	NO_LAST		that of the last node is not
 *	NO_MARKER	an end is taken for this bucket's end
 *	IDENTITY_LATE	the identity is recorded after next was loaded
 *	PAYLOAD_EARLY	the payload is read with the identity, before the checks
 *	PAYLOAD_LAST	it is read after the identity was compared
 *	NO_HOLD		a bookmark is not held
 *	NO_BOOKMARK_IDENTITY	its identity is not compared once it is held
 *	NO_BOOKMARK_HASHED	that it is still hashed is not checked then
 *	NO_BOOKMARK_PPREV	the same is not checked on return
 *	NO_BOOKMARK_NODE	what it leads to is not loaded anew then
 *	NO_BOOKMARK_END	an end found then is not checked
 *	DROP_EARLY	it is dropped as the section begins; else after these checks
 */

#ifndef N
#define N		3
#endif
#ifndef MOVERS
#define MOVERS		N
#endif
#if defined(PAYLOAD_EARLY) || defined(PAYLOAD_LAST)
#define PAYLOAD
#endif
#ifndef PROPERTIES
#define PROPERTIES	63
#endif
/* Chains can't be longer. What is met beyond it was met twice: CROWDED */
#define MAX		N

#include "chain.pml"
#include "writers.pml"
#include "walk.pml"

/*
 * All are in bucket 0, behind S. The writers lead from here to every other
 * state: objects get in front of S and into bucket 1 by leaving first, and all
 * but S are alike. No more than N - 1 can ever be behind S, since only what
 * replaces an old one gets there.
 */
init {
	byte n;

	atomic {
		link[HEAD(0)] = S;
		pprev[S] = HEAD(0);
		for (n : 1 .. N) {
			life[n] = HASHED;
#ifdef PAYLOAD
			payload[n] = 1;
#endif
			link[n] = (n < N -> n + 1 : END(0));
			if
			:: n > S -> pprev[n] = n - 1
			:: else
			fi
		}
		link[HEAD(1)] = END(1);
		n = 0;
		run reader();
		run writer();
#ifdef TWO_WRITERS
		run writer()
#endif
	}
}
