/* What this module keeps for one interpreter. perl's own MY_CXT would not do: it is that of the parent while a thread is
 * cloned, and undefined in an interpreter that has not loaded the module but got an object from a thread that has.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later */
#ifndef PERL_XS_STATE_H
#define PERL_XS_STATE_H

#pragma GCC visibility push(hidden)

struct px_state {
    struct px_state *next;
    void *owner;            /* the interpreter; NULL: this place is free */
    struct px_head *rust;   /* a State of state.rs */
    SV *error;              /* an empty scalar that can serve as $@ */
    unsigned depth;         /* of contained calls in each other */
    char *stack_end;        /* the lowest address of this thread's C stack; NULL until that was asked for */
    Size_t stack_reserve;   /* how much above that is not for Perl code */
};

#ifdef USE_ITHREADS
#  ifdef __GLIBC__ /* elsewhere an object that is loaded at run time may not have this faster kind */
#    define PX_THREAD_LOCAL __thread __attribute__((tls_model("initial-exec")))
#  else
#    define PX_THREAD_LOCAL __thread
#  endif
#  define PX_ME ((void *)aTHX)
#  define PX_PERL aTHX
#else
#  define PX_THREAD_LOCAL
#  define PX_ME ((void *)&px_here) /* any address: there is one interpreter */
#  define PX_PERL NULL
#endif

/* The one that this thread used last; never NULL. */
extern PX_THREAD_LOCAL struct px_state *px_here;

PERL_STATIC_INLINE bool px_is_mine(pTHX_ struct px_state *state)
{
    return __atomic_load_n(&state->owner, __ATOMIC_ACQUIRE) == PX_ME;
}

/* The state of an interpreter, if it has one: a handler of signals may ask. And its State. */
struct px_state *px_state_search(pTHX);
void *px_state_peek(pTHX);

/* This thread's first call, or one after it has run another interpreter. */
struct px_state *px_state_again(pTHX);

/* This interpreter's state; NULL where it is ending and has none any more. */
PERL_STATIC_INLINE struct px_state *px_state(pTHX)
{
    struct px_state *state = px_here;
    return LIKELY(px_is_mine(aTHX_ state)) ? state : px_state_again(aTHX);
}

/* Sets stack_end and stack_reserve. */
void px_stack_measure(struct px_state *state);

/* Whether so little is left of the C stack that Perl code had better not be run. A coroutine's stack is another one, of
 * which nothing is known. */
PERL_STATIC_INLINE bool px_stack_is_full(struct px_state *state)
{
    char here;

    if (LIKELY(state->depth < 32)) /* to measure is slow */
        return FALSE;
    if (!state->stack_end)
        px_stack_measure(state);
    return UNLIKELY(PTR2UV(&here) - PTR2UV(state->stack_end) < state->stack_reserve);
}

/* perl lets the first interpreter alone set signals. */
#ifdef USE_ITHREADS
#  define PX_SETS_SIGNALS (PL_curinterp == aTHX)
#else
#  define PX_SETS_SIGNALS TRUE
#endif

/* signals.c: whether the library may write to peers that go away. Then: where that interpreter keeps what %SIG shows of
 * SIGPIPE, and what is put there when SIGPIPE has been seen to. It is gone as soon as anybody sets SIGPIPE. */
extern bool px_guards;
extern SV **px_pipe_shown;
extern SV *px_pipe_seen;
void px_guard_again(pTHX);
void px_guard_end(pTHX);

/* Whether SIGPIPE is to be seen to, before the library runs. A handler in Perl will do as it is. */
PERL_STATIC_INLINE bool px_must_guard(pTHX)
{
    SV *shown;

    if (LIKELY(!px_guards))
        return FALSE;
    if (!px_pipe_shown)
        return TRUE;
    shown = *px_pipe_shown;
    return !shown || (shown != px_pipe_seen && !(PX_SETS_SIGNALS && SvROK(shown)));
}

PERL_STATIC_INLINE void px_guard(pTHX)
{
    if (px_must_guard(aTHX))
        px_guard_again(aTHX);
}

#pragma GCC visibility pop

#endif
