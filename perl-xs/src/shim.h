/* The contract between shim.c and boundary.rs, handle.rs and callback.rs: what C calls in Rust.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#ifndef PERL_XS_SHIM_H
#define PERL_XS_SHIM_H

/* A process may load several modules that are built on this crate: what each has of it is its own. */
#pragma GCC visibility push(hidden)

/* How a Rust body ended. The order is known to boundary.rs. */
enum px_end {
    PX_RETURN, /* results stand on the stack */
    PX_RAISE,  /* *exception owns the scalar to raise */
    PX_EXIT,   /* Perl code below called exit(): carry on with it */
    PX_ENDING  /* nothing was run: the interpreter is ending */
};

/* boundary.rs: the one way in. A NULL sub is DESTROY. It returns the number of results; or -1, and then px_raised gives
 * the scalar to raise, owned; or -2: a callback called exit(). */
I32 px_enter(pTHX_ const void *sub, const void *state, I32 ax, I32 items);
SV *px_raised(const void *state);

/* boundary.rs: installs the packages of a module. */
enum px_end px_boot_enter(pTHX_ const void *module, SV **exception);

/* handle.rs: the life of a handle's ext magic. */
enum px_end px_handle_free(pTHX_ void *cell);
void *px_handle_dup(pTHX_ void *cell);

/* state.rs: what Rust keeps per interpreter. */
void *px_state_new(void);
void px_state_free(pTHX_ void *state);

#pragma GCC visibility pop

#endif
