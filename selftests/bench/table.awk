# SPDX-License-Identifier: GPL-2.0
#
# One part's figures as a table: awk -v part=PART -v unit=UNIT -f table.awk FIGURES
# Medians in millions of the unit that was measured: milliseconds or instructions.

$1 == "figure" && $2 == part && $3 ~ /^[0-9]+$/ && $6 !~ /^(floor|fields)-/ {
	case = $3 " " $4 " " $5
	if (!(case in rows))
		row[++row_count] = case
	if (!($6 in columns))
		column[++column_count] = $6
	rows[case] = columns[$6] = 1
	value[case, $6] = $7 / 1e6
}

function header(    i)
{
	printf "| sockets | destinations | buckets |"
	for (i = 1; i <= column_count; i++)
		printf " %s |", column[i]
	printf "\n| ---: | ---: | ---: |"
	for (i = 1; i <= column_count; i++)
		printf " ---: |"
	printf "\n"
}

function cell(case, subject)
{
	if (!((case, subject) in value))
		return "-"
	if (value[case, subject] >= 100)
		return sprintf("%.0f", value[case, subject])
	return sprintf("%.3g", value[case, subject])
}

END {
	if (!row_count)
		exit
	printf "%s (%s)\n\n", part, unit
	header()
	for (i = 1; i <= row_count; i++) {
		split(row[i], words)
		printf "| %s | %s | %s |", words[1], words[2], words[3]
		for (j = 1; j <= column_count; j++)
			printf " %s |", cell(row[i], column[j])
		printf "\n"
	}
}
