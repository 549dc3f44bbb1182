# SPDX-License-Identifier: GPL-2.0
#
# Turns samples into figures: awk -v part=PART -f figures.awk SAMPLES
#
#	figure PART SOCKETS DESTINATIONS BUCKETS SUBJECT MEDIAN MINIMUM RUNS
#
# In addition there are derived figures: "floor" and
# "fields", the best of each; "growth", nanoseconds per socket at 1000000 over those at
# 100000; "peak", bytes charged to a reader for each destination more than 100
# of the same sockets, and for these, the walk and the text; "peak COUNT - namespaces",
# bytes charged to one of all namespaces.

$1 == "sample" {
	key = $2 " " $3 " " $4 " " $5
	if (!(key in runs))
		order[++keys] = key
	sample[key, ++runs[key]] = $6
}

$1 == "peak" {
	peak[$2, $3] = $4
}

$1 == "peak-namespaces" {
	peak_namespaces[$2] = $5
}

# Insertion sort: there are few samples.
function sort_samples(key,    i, j, held)
{
	for (i = 2; i <= runs[key]; i++) {
		held = sample[key, i] + 0
		for (j = i - 1; j > 0 && sample[key, j] + 0 > held; j--)
			sample[key, j + 1] = sample[key, j]
		sample[key, j + 1] = held
	}
}

function middle(key,    half)
{
	half = int((runs[key] + 1) / 2)
	if (runs[key] % 2)
		return sample[key, half]
	return (sample[key, half] + sample[key, half + 1]) / 2
}

function figure(key, value, least, count)
{
	printf "figure %s %s %.10g %.10g %d\n", part, key, value, least, count
	median[key] = value
}

# The best of the subjects that differ only in the number of parallel chases.
function best_of(case, subject,    key, best)
{
	best = ""
	for (key in median)
		if (index(key, case " " subject "-") == 1 &&
		    (best == "" || median[key] < best))
			best = median[key]
	return best
}

function best_figure(case, subject,    best)
{
	best = best_of(case, subject)
	if (best != "")
		figure(case " " subject, best, 0, 1)
}

function growth(buckets, subject,    small, large)
{
	small = "100000 100 " buckets " " subject
	large = "1000000 100 " buckets " " subject
	if (small in median && large in median)
		figure("growth 100 " buckets " " subject,
		       median[large] / median[small] / 10, 0, runs[large])
}

function peak_each(sockets, destinations,    more)
{
	more = peak[sockets, destinations] - peak[sockets, 100]
	return more / (destinations - 100)
}

function peaks(    base)
{
	if (!((0, 0) in peak && (100000, 100) in peak &&
	      (100000, 100000) in peak && (600000, 100) in peak &&
	      (600000, 60000) in peak && (1000000, 20000) in peak &&
	      (400000, 20000) in peak))
		return
	base = peak[0, 0]
	figure("peak one-bin - destination", peak_each(100000, 100000), 0, 1)
	figure("peak many-bins - destination", peak_each(600000, 60000), 0, 1)
	figure("peak fixed - walk", peak[600000, 100] - base, 0, 1)
	figure("peak growth - destination",
	       (peak[1000000, 20000] - base) / (peak[400000, 20000] - base),
	       0, 1)
}

END {
	for (i = 1; i <= keys; i++) {
		sort_samples(order[i])
		figure(order[i], middle(order[i]), sample[order[i], 1],
		       runs[order[i]])
	}
	for (i = 1; i <= keys; i++) {
		case = order[i]
		sub(/ [^ ]*$/, "", case)
		if (!(case in seen)) {
			best_figure(case, "floor")
			best_figure(case, "fields")
		}
		seen[case] = 1
	}
	split("65536 524288", sizes)
	for (i = 1; i <= 2; i++) {
		growth(sizes[i], "destinations")
		growth(sizes[i], "floor")
	}
	peaks()
	for (count in peak_namespaces)
		figure("peak " count " - namespaces", peak_namespaces[count], 0, 1)
}
