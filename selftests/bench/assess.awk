# SPDX-License-Identifier: GPL-2.0
#
# The bars against the figures: awk -f assess.awk FIGURES BARS
#
#	bar reached|missed|owed|unmeasured RATIO at-most|at-least BAR AIM NAME
#
# A bar whose figures are not there is said to be unmeasured, never reached. One that
# is missed and was never reached is owed.

/^#/ || !NF {
	next
}

$1 == "figure" {
	figures[$2 " " $3 " " $4 " " $5 " " $6] = $7
	next
}

function figure(case, subject)
{
	if (subject ~ /^[0-9.]+$/)
		return subject
	return (case " " subject) in figures ? figures[case " " subject] : ""
}

function verdict(ratio)
{
	if ($7 == "at-most" ? ratio <= $8 : ratio >= $8)
		return "reached"
	return $10 == "owed" ? "owed" : "missed"
}

{
	if (only != "" && $1 != only)
		next
	case = $1 " " $2 " " $3 " " $4
	first = figure(case, $5)
	second = figure(case, $6)
	name = case " " $5 ($6 == "1" ? "" : "/" $6)
	if (first == "" || second == "" || second + 0 == 0)
		printf "bar unmeasured - %s %s %s %s\n", $7, $8, $9, name
	else
		printf "bar %s %.4g %s %s %s %s\n", verdict(first / second),
		       first / second, $7, $8, $9, name
}
