// SPDX-License-Identifier: GPL-2.0
/* The command line. */
#include <getopt.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "command.h"
#include "model/filter.h"
#include "output/terminal.h"

/* Options without a short form. */
enum {
	OPTION_ALL_NETNS = 256,
	OPTION_BY,
	OPTION_SORT,
	OPTION_COLOR,
	OPTION_OUTPUT,
	OPTION_DESTINATION,
	OPTION_TIMEWAIT,
	OPTION_PER_CONNECTION,
	OPTION_OWNERS,
	OPTION_OWNER,
};

/**
 * struct option_line - an option, its line of --help and its setter
 * @name: long form
 * @letter: short form, or one of the numbers above
 * @argument: what it takes, NULL for nothing
 * @mark: stands for it in a command's list of options; 0: all commands have it
 * @about: one line
 * @set: sets it; NULL for those that end the program
 * @at: offset in struct options, for the setters of flags, texts and numbers
 * @min: of a number
 * @max: of a number
 */
struct option_line {
	const char *name;
	int letter;
	const char *argument;
	char mark;
	const char *about;
	int (*set)(const struct option_line *line, struct options *opt, const char *text);
	size_t at;
	double min, max;
};

/* The member of @opt that an option sets. */
static void *option_member(const struct option_line *line, struct options *opt)
{
	return (char *)opt + line->at;
}

static int set_flag(const struct option_line *line, struct options *opt, const char *text)
{
	bool *flag = option_member(line, opt);

	(void)text;
	*flag = true;
	return DONE;
}

static int set_text(const struct option_line *line, struct options *opt, const char *text)
{
	const char **member = option_member(line, opt);

	*member = text;
	return DONE;
}

static int parse_number(const struct option_line *line, const char *text, double *value)
{
	char *end;

	*value = strtod(text, &end);
	if (end == text || *end || !isfinite(*value) || *value < line->min || *value > line->max)
		return err_usage("--%s %s: must be a number from %g to %g", line->name, text,
				 line->min, line->max);
	return DONE;
}

static int set_double(const struct option_line *line, struct options *opt, const char *text)
{
	return parse_number(line, text, option_member(line, opt));
}

static int set_long(const struct option_line *line, struct options *opt, const char *text)
{
	long *member = option_member(line, opt);
	double value;
	int err = parse_number(line, text, &value);

	if (!err)
		*member = (long)value;
	return err;
}

static int set_source(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	opt->source.path = text;
	for (opt->source.kind = SOURCE_AUTO; opt->source.kind < SOURCE_FILE; opt->source.kind++)
		if (!strcmp(text, source_name(opt->source.kind)))
			break;
	return DONE;
}

static int set_grouping(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	return grouping_parse(text, &opt->by);
}

static int set_sort(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	opt->sort = sort_key_find(text);
	return opt->sort ? DONE : err_usage("--sort %s: unknown key; see --help", text);
}

static int set_closers_by(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	return closers_by_parse(text, &opt->closers_by);
}

static int set_closers_key(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	opt->closers_key = closers_key_find(text);
	return opt->closers_key ? DONE : err_usage("--sort %s: unknown key; see --help", text);
}

static int set_color(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	if (strcmp(text, "auto") && strcmp(text, "always") && strcmp(text, "never"))
		return err_usage("--color %s: must be auto, always or never", text);
	opt->color = text;
	return DONE;
}

static int set_destination(const struct option_line *line, struct options *opt, const char *text)
{
	(void)line;
	if (opt->nr_destinations == ARRAY_SIZE(opt->destination))
		return err_usage("--destination: given too often");
	opt->destination[opt->nr_destinations++] = text;
	return DONE;
}

#define FLAG(member) .set = set_flag, .at = offsetof(struct options, member)
#define TEXT(member) .set = set_text, .at = offsetof(struct options, member)
#define DOUBLE(member, low, high) \
	.set = set_double, .at = offsetof(struct options, member), .min = (low), .max = (high)
#define LONG(member, low, high) \
	.set = set_long, .at = offsetof(struct options, member), .min = (low), .max = (high)

/* -c, --sort, --by and --destination have two rows, for different commands. */
static const struct option_line lines[] = {
	{ "json", 'j', NULL, 'j', "print JSON", FLAG(json) },
	{ "pretty", 'p', NULL, 'j', "with --json: one member per line", FLAG(pretty) },
	{ "source", 'S', "auto|module|sock_diag|FILE", 'S', "source of the data",
	  .set = set_source },
	{ "netns", 'N', "NAME|PID|PATH", 'N', "another network namespace", TEXT(source.netns) },
	{ "all-netns", OPTION_ALL_NETNS, NULL, 'A', "every network namespace (root)",
	  FLAG(all_netns) },
	{ "ipv4", '4', NULL, 'f', "IPv4 only", FLAG(ipv4) },
	{ "ipv6", '6', NULL, 'f', "IPv6 only", FLAG(ipv6) },
	{ "lines", 'n', "N", 'n', "show at most N rows, 0 for all", LONG(lines, 0, 1e9) },
	{ "sort", OPTION_SORT, "KEY", 's',
	  "timewait, fin_wait2, live, ports, reuse, closes, forecast, overdue or name",
	  .set = set_sort },
	{ "by", OPTION_BY, "destination|remote|port|local|PREFIXLEN", 'b', "group rows",
	  .set = set_grouping },
	{ "sort", OPTION_SORT, "KEY", 'K', "timewait, fin_wait2, live, closes or name",
	  .set = set_closers_key },
	{ "by", OPTION_BY, "process|unit|user|destination", 'B', "group rows",
	  .set = set_closers_by },
	{ "owners", OPTION_OWNERS, NULL, 'O', "save who closed each socket as well (root)",
	  FLAG(owners) },
	{ "delay", 'd', "SECS", 'd', "time between two samples", DOUBLE(delay, 0.1, 3600) },
	{ "count", 'c', "N", 'C', "end after N samples", LONG(count, 1, 1e9) },
	{ "warning", 'w', "LIST", 'w', "thresholds, such as timewait=30000,ports=80%",
	  TEXT(warning) },
	{ "critical", 'c', "LIST", 'w', "thresholds, as above", TEXT(critical) },
	{ "owner", OPTION_OWNER, NULL, 'W', "name the unit that made most of the sockets (root)",
	  FLAG(owner) },
	{ "destination", OPTION_DESTINATION, "FILTER", 'D', "only these destinations",
	  .set = set_destination },
	{ "destination", OPTION_DESTINATION, "FILTER", 'P',
	  "these always have metrics of their own; can be given 16 times", .set = set_destination },
	{ "output", OPTION_OUTPUT, "FILE", 'o', "write to this file atomically", TEXT(output) },
	{ "timewait", OPTION_TIMEWAIT, "SECS", 't', "another length of TIME_WAIT",
	  DOUBLE(timewait, 0.001, 86400) },
	{ "per-connection", OPTION_PER_CONNECTION, "N", 't',
	  "requests per second that a pooled connection serves",
	  DOUBLE(per_connection, 0.001, 1e9) },
	{ "color", OPTION_COLOR, "auto|always|never", 0, "colours", .set = set_color },
	{ "help", 'h', NULL, 0, "print this help", .set = NULL },
	{ "version", 'V', NULL, 0, "print the version", .set = NULL },
};

#define LINES ARRAY_SIZE(lines)
/* Where the right columns of --help begin, and its least width. */
#define OPTIONS_COLUMN 30
#define COMMANDS_COLUMN 14
#define HELP_WIDTH 80

static bool command_takes(const struct command *command, const struct option_line *line)
{
	return !line->mark || strchr(command->options, line->mark);
}

static void help_row(const struct terminal *term, unsigned int column, const char *left,
		     const char *about)
{
	unsigned int used = 2 + (unsigned int)strlen(left);

	fprintf(term->out, "  %s", left);
	if (used + 2 > column) {
		fputc('\n', term->out);
		used = 0;
	}
	fprintf(term->out, "%*s", (int)(column - used), "");
	terminal_wrap(term, column, column, about);
}

static void help_line(const struct terminal *term, const struct option_line *line)
{
	char left[80], letter[8] = "    ";

	if (line->letter < 256)
		snprintf(letter, sizeof(letter), "-%c, ", line->letter);
	snprintf(left, sizeof(left), "%s--%s%s%s", letter, line->name, line->argument ? " " : "",
		 line->argument ? line->argument : "");
	help_row(term, OPTIONS_COLUMN, left, line->about);
}

static void help_commands(const struct terminal *term)
{
	const struct command *const *command;

	puts("\nCommands:");
	for (command = commands; *command; command++)
		help_row(term, COMMANDS_COLUMN, (*command)->name, (*command)->about);
	puts("\nSee also `twstat COMMAND --help` and twstat(8).");
}

/**
 * options_help() - print usage
 * @command: of which; NULL for the program
 */
void options_help(const struct command *command)
{
	const struct command *listed = command ? command : commands[0];
	struct terminal term;
	size_t i;

	terminal_init(&term, "never");
	if (term.width < HELP_WIDTH)
		term.width = HELP_WIDTH;
	if (command)
		printf("Usage: twstat %s [OPTIONS]%s%s\n%s\n", command->name,
		       command->arguments ? " " : "", command->arguments ? command->arguments : "",
		       command->about);
	else
		puts("Usage: twstat [OPTIONS] [COMMAND] [FILTER]\n"
		     "Show TIME_WAIT sockets by destination, with a verdict and a forecast.");
	if (command && command->help)
		printf("\n%s", command->help);
	puts("\nOptions:");
	for (i = 0; i < LINES; i++)
		if (command_takes(listed, &lines[i]))
			help_line(&term, &lines[i]);
	if (!command)
		help_commands(&term);
}

/* The tables of getopt_long(). */
static void fill_tables(struct option *longs, char *shorts)
{
	size_t i;

	*shorts++ = ':';
	for (i = 0; i < LINES; i++) {
		longs[i] = (struct option){ lines[i].name,
					    lines[i].argument ? required_argument : no_argument,
					    NULL, lines[i].letter };
		if (lines[i].letter < 256) {
			*shorts++ = (char)lines[i].letter;
			if (lines[i].argument)
				*shorts++ = ':';
		}
	}
	longs[LINES] = (struct option){ 0 };
	*shorts = '\0';
}

static const struct option_line *find_line(const struct command *command, int letter)
{
	const struct option_line *found = NULL;
	size_t i;

	for (i = 0; i < LINES; i++) {
		if (lines[i].letter != letter)
			continue;
		if (command_takes(command, &lines[i]))
			return &lines[i];
		found = &lines[i];
	}
	return found;
}

static void print_and_exit(int letter, const struct command *command)
{
	if (letter == 'V')
		printf("twstat %s\n", TWSTAT_VERSION);
	else
		options_help(command);
	exit(fflush(stdout) ? FAILED : DONE);
}

static int parse_options(int argc, char *argv[], struct options *opt, const struct command *named)
{
	struct option longs[LINES + 1];
	char shorts[LINES * 2 + 3];
	const struct option_line *line;
	int letter, err;

	fill_tables(longs, shorts);
	while ((letter = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
		if (letter == ':')
			return err_usage("%s requires an argument", argv[optind - 1]);
		if (letter == '?')
			return err_usage("unknown option %s; see twstat --help", argv[optind - 1]);
		if (letter == 'h' || letter == 'V')
			print_and_exit(letter, named);
		line = find_line(opt->command, letter);
		if (!command_takes(opt->command, line))
			return err_usage("twstat %s takes no --%s", opt->command->name, line->name);
		err = line->set(line, opt, optarg);
		if (err)
			return err;
	}
	return DONE;
}

/*
 * The command is the first word that is neither an option nor an option's
 * argument. Which options are allowed depends on it, so find it first.
 */
static const struct command *find_command(int argc, char *argv[])
{
	struct option longs[LINES + 1];
	char shorts[LINES * 2 + 4];
	const struct command *command;

	/* "+" stops getopt_long() at the first such word. */
	shorts[0] = '+';
	fill_tables(longs, shorts + 1);
	opterr = 0;
	while (getopt_long(argc, argv, shorts, longs, NULL) != -1)
		;
	command = optind < argc ? command_find(argv[optind]) : NULL;
	optind = 0;
	return command;
}

/**
 * options_parse() - read the command line
 * @argc: of main()
 * @argv: of main(), put in another order
 * @opt: filled
 *
 * Options may stand anywhere; the other words are the command and its filter.
 * --help and --version end the program.
 *
 * Return: DONE or USAGE.
 */
int options_parse(int argc, char *argv[], struct options *opt)
{
	const struct command *named = find_command(argc, argv);
	int err;

	*opt = (struct options){ .color = "auto", .lines = -1, .delay = 1 };
	opt->command = named ? named : commands[0];
	err = parse_options(argc, argv, opt, named);
	if (err)
		return err;
	if (named)
		optind++;
	opt->argument = (const char *const *)argv + optind;
	opt->nr_arguments = argc - optind;
	/* -4 and -6 together are no restriction. */
	if (opt->ipv4 && opt->ipv6) {
		opt->ipv4 = false;
		opt->ipv6 = false;
	}
	if (!named && opt->nr_arguments && !filter_begins(opt->argument[0]))
		return err_usage("%s: neither a command nor a filter; see twstat --help",
				 opt->argument[0]);
	if (opt->nr_arguments && !opt->command->arguments)
		return err_usage("twstat %s takes no argument: %s", opt->command->name,
				 opt->argument[0]);
	return DONE;
}
