/* The few things of control that need C: the XSUB that perl sees, raising, contained calls.
 * SPDX-License-Identifier: Artistic-1.0-Perl OR GPL-1.0-or-later
 *
 * A longjmp may only ever cross frames of this file and of perl itself. Each function here that can raise is called by
 * perl directly; each that Rust calls catches whatever is raised below it. */
#define PERL_NO_GET_CONTEXT
#include "EXTERN.h"
#include "perl.h"
#include "XSUB.h"
#include "shim.h"
#include "state.h"

/* --- the XSUB that perl sees ------------------------------------------------------------------------------------- */

/* The ends of a sub that are no return. No Rust frame is left where this jumps, so the jump crosses nothing that owns
 * anything. */
static void px_leave(pTHX_ struct px_head *rust) __attribute__((noreturn, cold));
static void px_leave(pTHX_ struct px_head *rust)
{
    SV *raised = rust->raised;

    rust->raised = NULL;
    if (raised)
        croak_sv(sv_2mortal(raised));
    rust->exiting = FALSE;
    my_exit(STATUS_EXIT);
}

/* The end of a sub that failed, or under which Perl code ran. */
static I32 px_stop(pTHX_ struct px_head *rust, I32 count) __attribute__((noinline, cold));
static I32 px_stop(pTHX_ struct px_head *rust, I32 count)
{
    count = px_ended(rust->top, count);
    if (count < 0)
        px_leave(aTHX_ rust);
    return count;
}

/* Of the stack protector (build.rs): the frame of each call holds no text, so that a guard would find nothing. */
#ifdef __has_attribute
#  if __has_attribute(no_stack_protector)
#    define PX_UNGUARDED __attribute__((no_stack_protector))
#  endif
#endif
#ifndef PX_UNGUARDED
#  define PX_UNGUARDED
#endif

/* Takes what perl's stacks hold for `sub`, runs it, and leaves its results in their place (dXSARGS, XSRETURN). */
PX_UNGUARDED PERL_STATIC_INLINE void px_run(pTHX_ struct px_head *rust, const struct px_sub *sub)
{
    struct px_running call;
    I32 count;

    call.perl = PX_PERL;
    call.sub = sub;
    call.rust = rust;
    call.outer = rust->top;
    call.mark = POPMARK;
    call.items = PL_stack_sp - PL_stack_base - call.mark;
    call.marks = 0;
    rust->top = &call;
    count = LIKELY(call.items - sub->least <= sub->span) ? sub->body(&call) : px_misused(&call);
    if (UNLIKELY(call.marks || count < 0))
        count = px_stop(aTHX_ call.rust, count);
    call.rust->top = call.outer;
    PL_stack_sp = PL_stack_base + call.mark + count;
}

/* The rare starts: this thread has just run another interpreter, or a callback asked for an exit when no sub was there to
 * do it. */
static struct px_head *px_start(pTHX) __attribute__((noinline, cold));
static struct px_head *px_start(pTHX)
{
    struct px_state *state = px_state(aTHX);

    if (!state)
        Perl_croak(aTHX_ "This perl is ending, and the module's state with it");
    if (state->rust->exiting)
        px_leave(aTHX_ state->rust);
    return state->rust;
}

static void px_xsub_start(pTHX_ CV *cv) __attribute__((noinline, cold));
static void px_xsub_start(pTHX_ CV *cv)
{
    px_run(aTHX_ px_start(aTHX), (const struct px_sub *)CvXSUBANY(cv).any_ptr);
}

PX_UNGUARDED XS_EXTERNAL(px_xsub)
{
    struct px_state *state = px_here;

    if (UNLIKELY(!px_is_mine(aTHX_ state) || state->rust->exiting))
        px_xsub_start(aTHX_ cv);
    else
        px_run(aTHX_ state->rust, (const struct px_sub *)CvXSUBANY(cv).any_ptr);
}

/* DESTROY exists for code that calls it by hand. It carries CvCONST because perl calls no constant destructor when an
 * object is freed, and for ours it need not: the magic's svt_free lets go of the handle. */
XS_EXTERNAL(px_xsub_destroy)
{
    PERL_UNUSED_VAR(cv);
    px_run(aTHX_ px_start(aTHX), &px_destroy);
}

void px_install_destroy(pTHX_ const char *name)
{
    CV *cv = get_cv(name, 0);

    if (cv && CvISXSUB(cv) && CvXSUB(cv) == px_xsub_destroy)
        return; /* the module is loaded once more, and perl would warn of the constant */
    cv = newXS((char *)name, px_xsub_destroy, __FILE__);
    CvXSUBANY(cv).any_ptr = newSV(0); /* a constant sub owns the value that stands here */
    CvCONST_on(cv);
    CvNODEBUG_on(cv); /* or perl may put the constant's value in the place of the glob (gv_try_downgrade) */
}

void px_install(pTHX_ const char *name, const char *proto, const void *sub)
{
    CV *cv = newXS_flags(name, px_xsub, __FILE__, proto, 0);
    CvXSUBANY(cv).any_ptr = (void *)sub;
}

/* --- contained calls ---------------------------------------------------------------------------------------------- */

typedef void (*px_body)(pTHX_ void *data);

/* What a contained call does: it runs body(data), or else calls `code`. */
struct px_call {
    px_body body;
    void *data;
    SV *code;
    SV **argv;
    SSize_t argc;
    I32 flags;
    AV *results; /* what `code` returned, where flags ask for it */
    OP *op;      /* the caller's, so that warnings name the right operation */
    SSize_t floor; /* of the temporaries that are its own */
    bool done;   /* it came to its end */
};

/* Calls the sub. Its results, of that number, are on the stack. */
static SSize_t px_call_with(pTHX_ struct px_call *call, I32 flags)
{
    SSize_t i;
    dSP;

    PUSHMARK(SP);
    EXTEND(SP, call->argc);
    for (i = 0; i < call->argc; i++)
        PUSHs(call->argv[i]);
    PUTBACK;
    return call_sv(call->code, flags);
}

/* Calls the sub, and keeps what it returns. */
static void px_call_code(pTHX_ struct px_call *call)
{
    SSize_t i, count = px_call_with(aTHX_ call, call->flags);
    AV *results = (AV *)sv_2mortal((SV *)newAV());
    dSP;

    for (i = 0; i < count; i++) {
        SV *value = SP[i - count + 1];
        bool copy = SvPADTMP(value) || SvGMAGICAL(value);
        av_push(results, copy ? newSVsv(value) : SvREFCNT_inc_NN(value));
    }
    SP -= count;
    PUTBACK;
    call->results = (AV *)SvREFCNT_inc((SV *)results);
}

/* The inner half: runs under call_sv(G_EVAL). What becomes free in it is freed in it, for that may run Perl code. */
XS_INTERNAL(px_xsub_runner)
{
    dXSARGS;
    struct px_call *call = (struct px_call *)CvXSUBANY(cv).any_ptr;

    PERL_UNUSED_VAR(sp);
    PERL_UNUSED_VAR(items);
    CvXSUBANY(cv).any_ptr = NULL;
    if (call) {
        ENTER;
        SAVETMPS;
        SAVEOP();
        PL_op = call->op;
        if (call->body)
            call->body(aTHX_ call->data);
        else
            px_call_code(aTHX_ call);
        FREETMPS;
        LEAVE;
        call->done = TRUE;
    }
    XSRETURN_EMPTY;
}

/* Calls a sub whose result is dropped, which needs no runner. */
static void px_call_discard(pTHX_ struct px_call *call)
{
    SV *error;

    px_call_with(aTHX_ call, G_SCALAR | G_EVAL);
    error = GvSVn(PL_errgv); /* what was raised is never empty; a sub that came to its end leaves an empty $@ */
    call->done = !SvOK(error) || (!SvROK(error) && SvPOK(error) && SvCUR(error) == 0);
}

/* Whether freeing a temporary could run Perl code. */
static bool px_temporaries_live(pTHX)
{
    SSize_t i;

    for (i = PL_tmps_ix; i > PL_tmps_floor; i--) {
        SV *sv = PL_tmps_stack[i];
        if (sv && SvREFCNT(sv) == 1 && (SvROK(sv) || SvTYPE(sv) >= SVt_PVMG))
            return TRUE;
    }
    return FALSE;
}

/* Frees the temporaries above `base`; contained, where that could run Perl code. */
void px_scope_free(pTHX_ SSize_t base)
{
    SSize_t floor = PL_tmps_floor;
    PL_tmps_floor = base;
    FREETMPS;
    PL_tmps_floor = floor;
}

static void px_free_temporaries(pTHX_ void *base)
{
    px_scope_free(aTHX_ *(SSize_t *)base);
}

/* Where the caller stood. */
struct px_frame {
    PERL_SI *stack;
    AV *main_stack;
    ANY *saves;
    I32 saves_ix, saves_max;
    I32 scopes_ix;
    SSize_t mark;
    SSize_t tmps_floor;
    SV *error;
    OP *op;
    COP *cop;
    PMOP *pm;
    PAD *pad;
    U8 in_eval;
};

/* Gives the call an argument stack, a stack of saved values and a $@ of its own. An exit() unwinds all that it can see
 * (PL_mainstack and the whole stack of saved values): here it sees what belongs to the call, and the caller's variables
 * and temporaries stay alive while the library finishes. */
static struct px_saves *px_begin(pTHX_ struct px_state *state, struct px_frame *frame)
{
    struct px_saves *saves = state->spare;

    if (saves) {
        state->spare = saves->next;
        state->spares--;
    }
    else {
        Newx(saves, 1, struct px_saves);
        saves->max = 96;
        Newx(saves->base, saves->max + 32, ANY); /* perl uses a few more than it says */
    }
    frame->stack = PL_curstackinfo;
    frame->main_stack = PL_mainstack;
    frame->saves = PL_savestack;
    frame->saves_ix = PL_savestack_ix;
    frame->saves_max = PL_savestack_max;
    frame->scopes_ix = PL_scopestack_ix;
    frame->mark = PL_markstack_ptr - PL_markstack;
    frame->tmps_floor = PL_tmps_floor;
    frame->error = GvSV(PL_errgv);
    frame->op = PL_op;
    frame->cop = (COP *)PL_curcop;
    frame->pm = PL_curpm;
    frame->pad = PL_comppad;
    frame->in_eval = PL_in_eval;

    PL_savestack = saves->base;
    PL_savestack_ix = 0;
    PL_savestack_max = saves->max;
    PL_tmps_floor = PL_tmps_ix;
    GvSV(PL_errgv) = state->error;
    state->error = NULL;
    {
        dSP;
        PUSHSTACKi(PERLSI_UNKNOWN);
        PUSHMARK(SP);
        PUTBACK;
    }
    PL_mainstack = PL_curstack;
    return saves;
}

/* Goes back to where the caller stood. Nothing is freed here that could run Perl code: such a thing becomes a temporary
 * of the caller's. */
static void px_finish(pTHX_ struct px_state *state, struct px_frame *frame, struct px_saves *saves)
{
    SV *error = GvSV(PL_errgv);

    LEAVE_SCOPE(0);
    saves->base = PL_savestack;
    saves->max = PL_savestack_max;
    PL_savestack = frame->saves;
    PL_savestack_ix = frame->saves_ix;
    PL_savestack_max = frame->saves_max;
    PL_scopestack_ix = frame->scopes_ix;
    {
        dSP;
        SWITCHSTACK(PL_curstack, frame->stack->si_stack);
        PL_curstackinfo = frame->stack;
        PERL_UNUSED_VAR(sp);
    }
    PL_mainstack = frame->main_stack;
    PL_markstack_ptr = PL_markstack + frame->mark;
    PL_tmps_floor = frame->tmps_floor;
    PL_op = frame->op;
    PL_curcop = frame->cop;
    PL_curpm = frame->pm;
    PL_comppad = frame->pad;
    PL_curpad = frame->pad ? AvARRAY(frame->pad) : NULL;
    PL_in_eval = frame->in_eval;

    GvSV(PL_errgv) = frame->error;
    if (error && !state->error && SvREFCNT(error) == 1 && SvTYPE(error) == SVt_PV && !SvROK(error) && !SvREADONLY(error)
        && SvCUR(error) == 0)
        state->error = error;
    else
        sv_2mortal(error);
    if (state->spares < 8) {
        saves->next = state->spare;
        state->spare = saves;
        state->spares++;
    }
    else {
        Safefree(saves->base);
        Safefree(saves);
    }
}

/* Does `call`: a die, an exit and every other way out of Perl code ends here. On PX_RAISE, *exception owns what was
 * raised. The caller's $@ is kept. */
static enum px_end px_contain(pTHX_ struct px_call *call, SV **exception)
{
    struct px_state *const state = px_state(aTHX);
    struct px_frame frame;
    struct px_saves *saves;
    int jump;
    dJMPENV;

    if (!state)
        return PX_ENDING;
    if (!state->runner)
        state->runner = newXS(NULL, px_xsub_runner, __FILE__);
    call->op = PL_op;
    call->done = FALSE;
    call->results = NULL;
    saves = px_begin(aTHX_ state, &frame);
    call->floor = PL_tmps_floor;
    JMPENV_PUSH(jump);
    if (jump == 0) {
        if (call->code && call->flags == G_DISCARD) {
            px_call_discard(aTHX_ call);
            if (call->done && PL_tmps_ix > PL_tmps_floor) {
                if (px_temporaries_live(aTHX)) {
                    call->done = FALSE;
                    call->body = px_free_temporaries;
                    call->data = &call->floor;
                }
                else
                    FREETMPS;
            }
        }
        if (call->body || call->flags != G_DISCARD) {
            CvXSUBANY(state->runner).any_ptr = call;
            call_sv((SV *)state->runner, G_VOID | G_EVAL | G_NODEBUG);
        }
    }
    JMPENV_POP;
    if (jump == 0 && !call->done) {
        *exception = newSV(0);
        sv_setsv_flags(*exception, GvSVn(PL_errgv), SV_NOSTEAL); /* without magic: no FETCH is run */
    }
    px_finish(aTHX_ state, &frame, saves);
    if (jump != 0 || !call->done) {
        sv_2mortal((SV *)call->results);
        call->results = NULL;
    }
    return jump != 0 ? PX_EXIT : call->done ? PX_RETURN : PX_RAISE;
}

/* Runs body(data), contained. */
enum px_end px_protect(pTHX_ px_body body, void *data, SV **exception)
{
    struct px_call call;
    Zero(&call, 1, struct px_call);
    call.body = body;
    call.data = data;
    return px_contain(aTHX_ &call, exception);
}

/* Calls `code` with `argc` arguments, contained. `flags` is G_DISCARD, G_SCALAR or G_LIST. On PX_RETURN, *results is a new
 * array that the caller owns (NULL for G_DISCARD). */
enum px_end px_call_sub(pTHX_ SV *code, SV **argv, SSize_t argc, I32 flags, AV **results, SV **exception)
{
    struct px_call call;
    enum px_end end;
    Zero(&call, 1, struct px_call);
    call.code = code;
    call.argv = argv;
    call.argc = argc;
    call.flags = flags;
    end = px_contain(aTHX_ &call, exception);
    *results = call.results;
    return end;
}

/* A scope of temporaries: gives the floor to end it with. */
SSize_t px_scope_begin(pTHX)
{
    SSize_t floor = PL_tmps_floor;
    PL_tmps_floor = PL_tmps_ix;
    return floor;
}

/* Whether temporaries were made in the running scope. */
int px_scope_used(pTHX)
{
    return PL_tmps_ix > PL_tmps_floor;
}

/* The floor of the running scope. */
SSize_t px_scope_floor(pTHX)
{
    return PL_tmps_floor;
}

/* Ends the scope. */
void px_scope_end(pTHX_ SSize_t floor)
{
    PL_tmps_floor = floor;
}

/* --- loading ------------------------------------------------------------------------------------------------------ */

/* Refuses a shared object of another version than the .pm that loads it, as xsubpp's VERSIONCHECK does. */
static void px_check_version(pTHX_ const char *module, const char *version, SV *wanted)
{
    SV *ours, *theirs;

    if (!wanted)
        wanted = get_sv(Perl_form(aTHX_ "%s::VERSION", module), 0);
    if (!wanted || !SvOK(wanted))
        return;
    ours = sv_2mortal(new_version(sv_2mortal(newSVpv(version, 0))));
    theirs = sv_2mortal(new_version(wanted));
    if (vcmp(ours, theirs) != 0)
        Perl_croak(aTHX_ "%s object version %s does not match bootstrap parameter %" SVf, module, version, SVfARG(wanted));
}

/* The body of a module's boot function. */
void px_boot(pTHX_ CV *cv, const char *module, const char *version, const void *packages)
{
    dXSARGS;
    SV *exception = NULL;

    PERL_UNUSED_VAR(cv);
    PERL_UNUSED_VAR(sp);
    XS_APIVERSION_BOOTCHECK;
    px_check_version(aTHX_ module, version, items >= 2 ? ST(1) : NULL);
    switch (px_boot_enter(aTHX_ packages, &exception)) {
    case PX_RAISE:
        croak_sv(sv_2mortal(exception));
    case PX_EXIT:
        my_exit(STATUS_EXIT);
    default:
        XSRETURN_YES;
    }
}
