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
    PX_ENDING, /* nothing was run: the interpreter is ending */
    PX_DEEP    /* nothing was run: too little is left of the C stack */
};

/* boundary.rs: a running sub, Call there. */
struct px_running {
    void *perl;
    const struct px_sub *sub;
    struct px_head *rust;
    SSize_t mark; /* the arguments stand above it, and the results will */
    Size_t items;
    U32 marks; /* more than PX_PINNED: something is to be looked after at its end */
    void *late[7]; /* set by Rust, once there are marks */
};

#define PX_PINNED 1
/* Of the marks: the library waits, and a signal is to wake it up. */
#define PX_WAITING 8

/* boundary.rs: how its Sub begins. The body tells how many results there are; or -1: what is to be raised stands in the
 * state; or -2: a callback called exit(). */
struct px_sub {
    I32 (*body)(const struct px_running *call);
    Size_t least, span; /* arguments: at least, and how many more */
};

/* boundary.rs: instead of the body, where the number of arguments is wrong; and after it, where there are marks. */
I32 px_misused(const struct px_running *call);
I32 px_ended(const struct px_running *call, I32 end);

/* shim.c: the calls that the running Perl code was called under; 0 is the innermost. */
const struct px_running *px_under(pTHX_ Size_t nth);

/* state.rs: how its State begins. */
struct px_head {
    const struct px_running *top; /* the call that runs; NULL while Perl code does */
    SV *raised;                   /* owned */
    bool told;                    /* a __DIE__ handler has seen it */
    bool exiting;
    bool freeing; /* an object is being freed, by the library */
};

/* Whether the library runs. What Perl code runs meanwhile runs outside, as far as signals go. */
struct px_inside {
    const struct px_running *top;
    bool freeing;
};

PERL_STATIC_INLINE bool px_is_inside(const struct px_inside *inside)
{
    return inside->top || inside->freeing;
}

PERL_STATIC_INLINE struct px_inside px_leave_library(struct px_head *rust)
{
    struct px_inside inside;
    inside.top = rust->top;
    inside.freeing = rust->freeing;
    rust->top = NULL;
    rust->freeing = FALSE;
    return inside;
}

PERL_STATIC_INLINE void px_enter_library(struct px_head *rust, const struct px_inside *inside)
{
    rust->top = inside->top;
    rust->freeing = inside->freeing;
}

/* signals.c: after px_enter_library, where Perl code has run and a signal is noted. */
void px_signals_back(const struct px_running *call);

/* handle.rs: DESTROY. */
extern const struct px_sub px_destroy;

/* boundary.rs: installs the packages of a module. */
enum px_end px_boot_enter(pTHX_ const void *module, SV **exception);

/* handle.rs: the life of a handle's ext magic. */
enum px_end px_handle_free(pTHX_ void *cell);
void *px_handle_dup(pTHX_ void *cell);

/* values.c: the functions of its vtable. */
int px_mg_free(pTHX_ SV *sv, MAGIC *mg);
int px_mg_dup(pTHX_ MAGIC *mg, CLONE_PARAMS *params);
int px_mg_local(pTHX_ SV *sv, MAGIC *mg);

/* state.rs: what Rust keeps per interpreter. */
struct px_head *px_state_new(void);
void px_state_free(pTHX_ struct px_head *state);

#pragma GCC visibility pop

#endif
