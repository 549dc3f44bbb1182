// SPDX-License-Identifier: GPL-2.0
/*
 * All namespaces are held for the walk, so that the pointers in their sockets stay
 * theirs. The list of them is not locked meanwhile: it is read in pieces, each in an RCU
 * section of its own. One that is held stays on the list, so the next piece begins
 * behind the last one of the piece before. New ones are added at the end of the list.
 */
#include <linux/err.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <net/net_namespace.h>

#include "namespaces.h"
#include "compat.h"

#define TWSTAT_PIN_PIECE 32

/* Takes references to the namespaces behind @last; NULL is the start of the list. */
static u32 twstat_pin_piece(struct net *last, struct net **piece)
{
	struct net *net = last;
	u32 count = 0;

	rcu_read_lock();
	net = list_prepare_entry(net, &net_namespace_list, list);
	list_for_each_entry_continue_rcu(net, &net_namespace_list, list) {
		/* NULL once it is being dismantled. */
		if (maybe_get_net(net))
			piece[count++] = net;
		if (count == TWSTAT_PIN_PIECE)
			break;
	}
	rcu_read_unlock();
	cond_resched();
	return count;
}

static int twstat_pin_one(struct twstat_namespaces *namespaces, struct net *net,
			  struct twstat_netns ***link)
{
	struct twstat_pinned *pinned;

	pinned = twstat_alloc(&namespaces->opener->memory, sizeof(*pinned));
	if (IS_ERR(pinned))
		return PTR_ERR(pinned);
	pinned->pin.net = net;
	pinned->pin.reuse_delay_ms = twstat_reuse_delay_ms(net);
	pinned->number = namespaces->count++;
	**link = &pinned->netns;
	*link = &pinned->netns.next;
	return 0;
}

/**
 * twstat_namespaces_pin() - hold all namespaces
 * @namespaces: filled in
 *
 * Context: process context, may sleep.
 * Return: 0, or a negative error from the allocation; twstat_namespaces_unpin() in any
 * case.
 */
int twstat_namespaces_pin(struct twstat_namespaces *namespaces)
{
	struct twstat_netns **link = &namespaces->view.first;
	struct net *piece[TWSTAT_PIN_PIECE], *last = NULL;
	u32 i, count;
	int err = 0;

	while ((count = twstat_pin_piece(last, piece))) {
		for (i = 0; i < count; i++) {
			if (!err)
				err = twstat_pin_one(namespaces, piece[i], &link);
			if (err)
				put_net(piece[i]);
		}
		if (err)
			return err;
		last = piece[count - 1];
	}
	return 0;
}

/**
 * twstat_namespaces_unpin() - give the references back
 * @namespaces: from twstat_namespaces_pin(); its rows stay
 */
void twstat_namespaces_unpin(struct twstat_namespaces *namespaces)
{
	struct twstat_netns *netns;
	struct twstat_pinned *pinned;

	for (netns = namespaces->view.first; netns; netns = netns->next) {
		pinned = twstat_pinned(netns);
		if (pinned->pin.net)
			put_net(pinned->pin.net);
		pinned->pin.net = NULL;
		cond_resched();
	}
}
