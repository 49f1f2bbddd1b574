/* The contract between shim.c and boundary.rs, handle.rs and callback.rs: what C calls in Rust.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#ifndef PERL_XS_SHIM_H
#define PERL_XS_SHIM_H

/* How a Rust body ended. The order is known to boundary.rs. */
enum px_end {
    PX_RETURN, /* results stand on the stack */
    PX_RAISE,  /* *exception owns the scalar to raise */
    PX_EXIT    /* a callback called exit(): carry on with it */
};

/* boundary.rs: the one way in. */
enum px_end px_enter(pTHX_ const void *sub, CV *cv, I32 ax, I32 items, I32 *count, SV **exception);

/* boundary.rs: installs the packages of a module. */
enum px_end px_boot_enter(pTHX_ const void *module, SV **exception);

/* handle.rs: the life of a handle's ext magic. */
void px_handle_free(pTHX_ void *cell);
void *px_handle_dup(pTHX_ void *cell);
void px_handle_destroy(pTHX_ SV *object);

/* state.rs: the end of an interpreter. */
void px_state_free(pTHX_ void *unused);

#endif
