# SPDX-License-Identifier: GPL-2.0
#
# What to build, run and test; `make help` lists it. The module itself is built
# by the kernel's own make from Kbuild.

PREFIX ?= /usr/local
DESTDIR ?=
KDIR ?= /lib/modules/$(shell uname -r)/build
VERSION := $(shell sed -n 's/^PACKAGE_VERSION="\(.*\)"/\1/p' dkms.conf)
DKMS_SOURCE := $(DESTDIR)/usr/src/twstat-$(VERSION)
DEPS := selftests/deps/deps

# A kernel that clang built takes no module by gcc. CC as well: headers of distributions
# set it again after LLVM=1 did.
KERNEL_CLANG = $(shell grep -sx CONFIG_CC_IS_CLANG=y "$(KDIR)/include/config/auto.conf")
LLVM_OPTIONS = $(if $(LLVM),,$(if $(KERNEL_CLANG),LLVM=1 CC=clang))
# How to install $(1), where there is an apt; and where that knows a package $(1).
APT = $$(! command -v apt-get >/dev/null || echo "; run: sudo apt-get install $(1)")
APT_KNOWN = $$(! apt-cache show "$(1)" >/dev/null 2>&1 || \
	echo "; run: sudo apt-get install $(1)")

all: module reader ## build the module for the running kernel, or KDIR=, and the reader

module: compiler headers ## build twstat.ko alone
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" $(LLVM_OPTIONS) modules

reader: compiler ## build the reader, userspace/build/twstat
	$(MAKE) -C userspace

compiler:
	@command -v cc >/dev/null || { \
		echo "make: no C compiler$(call APT,gcc libc6-dev)" >&2; exit 1; }

headers:
	@test -e "$(KDIR)/Makefile" || { echo "make: no kernel headers in $(KDIR)$(call \
		APT_KNOWN,linux-headers-$$(uname -r)) (or name a folder by KDIR=)" >&2; exit 1; }
	@test -z "$(LLVM_OPTIONS)" || { command -v clang && command -v ld.lld; } >/dev/null || { \
		echo "make: clang built the kernel of $(KDIR), and is not here$(call \
		APT,clang lld llvm)" >&2; exit 1; }

load: ## load the module that was built
	@test -e twstat.ko || { echo "make: no twstat.ko here; run: make" >&2; exit 1; }
	insmod ./twstat.ko

unload: ## unload it
	rmmod twstat

install: headers ## install module, reader and manual (PREFIX=, DESTDIR=)
	@test -e twstat.ko || { echo "make: no twstat.ko here; run: make" >&2; exit 1; }
	$(MAKE) -C userspace install PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)"
	$(MAKE) -C "$(KDIR)" M="$(CURDIR)" CONFIG_MODULE_SIG_ALL= \
		$(if $(DESTDIR),INSTALL_MOD_PATH="$(abspath $(DESTDIR))") modules_install
	$(if $(DESTDIR),,depmod $$(cat "$(KDIR)/include/config/kernel.release"))

uninstall: ## remove what install put there
	$(MAKE) -C userspace uninstall PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)"
	find "$(DESTDIR)/lib/modules" -name 'twstat.ko*' -not -path '*/dkms/*' -delete
	$(if $(DESTDIR),,depmod)

dkms-install: ## let DKMS build the module for this kernel and each later one
	@command -v dkms >/dev/null || { echo "make: no dkms;" \
		"run: sudo apt-get install dkms" >&2; exit 1; }
	mkdir -p "$(DKMS_SOURCE)"
	cp -R dkms.conf Kbuild module "$(DKMS_SOURCE)/"
	dkms install twstat/$(VERSION)

dkms-remove: ## remove it from DKMS
	dkms remove twstat/$(VERSION) --all
	rm -rf "$(DKMS_SOURCE)"

demo: ## show it at work in a temporary virtual machine, in under a minute
	@$(DEPS) demo
	@selftests/demo/demo

pictures: ## the pictures and screens of the READMEs, from a real run
	@$(DEPS) pictures
	@selftests/demo/pictures

check: ## build, boot and run every quick test
	@$(DEPS) check
	@selftests/stages/check

check-host: ## those of them that need no virtual machine
	@$(DEPS) check
	@selftests/stages/check --host

style: ## the static checks: checkpatch, sparse, clang-format, shellcheck and others
	@$(DEPS) style
	@selftests/lint/check-style
	@selftests/lint/style

check-kernels: ## build and test on every kernel of the list (KERNELS=, some of them)
	@$(DEPS) kernels emulators emulator-ppc64el
	@selftests/kernels/check-kernels $(KERNELS)

check-dkms: ## DKMS in a chroot
	@$(DEPS) kernels
	@selftests/packaging/check-dkms

check-packages: ## the Debian packages: built, installed, used, purged in a chroot
	@$(DEPS) kernels
	@selftests/packaging/check-packages

check-upgrade: ## module and reader of 0.1.0 with today's
	@$(DEPS) check
	@selftests/packaging/check-upgrade

check-install: ## make install and make uninstall, into a folder
	@$(DEPS) check
	@selftests/packaging/check-install

check-systemd: ## the service and its timer under systemd, with the node exporter
	@$(DEPS) kernels
	@selftests/packaging/check-systemd

check-debug: ## the tests on kernels with KASAN, lockdep and KCSAN
	@$(DEPS) debug
	@selftests/stress/check-stress

check-mixes: ## 2000 random mixes of sockets that take ports, in a virtual machine
	@$(DEPS) check
	@selftests/vm/check-mixes

check-owners: ## owners switched on and off a thousand times on the debug kernels
	@$(DEPS) debug
	@selftests/stress/check-stress owners

check-model: ## a model of the walk and its writers, searched by spin
	@$(DEPS) model
	@selftests/model/check-model

check-trixie: ## demo and check in a clean chroot of Debian 13
	@$(DEPS) kernels
	@selftests/kernels/check-trixie

check-signing: ## loading on kernels that require signed modules
	@$(DEPS) kernels
	@selftests/kernels/check-signing

check-refusals: ## the error messages of builds that cannot work
	@$(DEPS) kernels
	@selftests/kernels/check-errors

check-in-tree: ## the selftests inside a kernel source
	@$(DEPS) kernels
	@selftests/kernels/check-in-tree

deb: ## build the Debian packages twstat and twstat-dkms
	@$(DEPS) kernels
	@selftests/packaging/build-packages

bench: ## the benchmark, with other tools for comparison
	@$(DEPS) bench
	@selftests/bench/bench

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

clean: ## remove what was built here
	-@test ! -e "$(KDIR)/Makefile" || $(MAKE) -C "$(KDIR)" M="$(CURDIR)" clean
	$(MAKE) -C userspace clean
	rm -rf build

.PHONY: all module reader compiler headers load unload install uninstall dkms-install \
	dkms-remove demo pictures check check-host style check-kernels check-dkms check-packages \
	check-install check-upgrade \
	check-systemd check-debug check-mixes check-owners check-model check-trixie \
	check-signing check-refusals \
	check-in-tree deb bench help clean
