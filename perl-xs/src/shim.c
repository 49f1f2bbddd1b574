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
    if (raised) {
        sv_2mortal(raised);
        if (rust->told) { /* $SIG{__DIE__} has seen it where Perl code died */
            SAVESPTR(PL_diehook);
            PL_diehook = NULL;
        }
        croak_sv(raised);
    }
    if (!rust->exiting)
        Perl_croak(aTHX_ "A sub failed without an exception (this is a bug, please report it)");
    rust->exiting = FALSE;
    my_exit(STATUS_EXIT);
}

/* The end of a sub that failed, or under which Perl code ran. */
static I32 px_stop(pTHX_ struct px_head *rust, I32 count) __attribute__((noinline, cold));
static I32 px_stop(pTHX_ struct px_head *rust, I32 count)
{
    count = px_ended(rust->top, count);
    rust->top = NULL;
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
    call.mark = POPMARK;
    call.items = PL_stack_sp - PL_stack_base - call.mark;
    call.marks = 0;
    rust->top = &call;
    count = LIKELY(call.items - sub->least <= sub->span) ? sub->body(&call) : px_misused(&call);
    if (UNLIKELY(call.marks > PX_PINNED || count < 0))
        count = px_stop(aTHX_ call.rust, count);
    call.rust->top = NULL;
    PL_stack_sp = PL_stack_base + call.mark + count;
}

/* The rare starts: this thread has just run another interpreter; or a callback asked for an exit when no sub was there to
 * do it; or SIGPIPE has to be seen to. */
static struct px_head *px_start(pTHX) __attribute__((noinline, cold));
static struct px_head *px_start(pTHX)
{
    struct px_state *state = px_state(aTHX);

    if (!state)
        Perl_croak(aTHX_ "This perl is ending, and the module's state with it");
    if (state->rust->exiting)
        px_leave(aTHX_ state->rust);
    px_guard(aTHX);
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

    if (UNLIKELY(!px_is_mine(aTHX_ state) || state->rust->exiting || px_must_guard(aTHX)))
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

/* The descriptor of a sub of ours; NULL for any other. */
const struct px_sub *px_sub_of(const CV *cv)
{
    return CvISXSUB(cv) && CvXSUB(cv) == px_xsub ? (const struct px_sub *)CvXSUBANY(cv).any_ptr : NULL;
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
};

#ifndef G_LIST /* as older perls call it */
#  define G_LIST G_ARRAY
#endif

/* The operations of a contained call. perl reads the flags of the running one (context, lvalue, debugger): these have
 * none of the caller's. Each ends the loop of operations in which it runs. */
#define PX_OP(type, want) .op_type = type, .op_flags = want
#if defined(cx_pushblock) && defined(cx_pushtry)
#  define PX_KIND (CXp_EVALBLOCK | CXp_TRY)
#  define PX_PUSH cx_pushtry(eval, &frame->tag)
#elif defined(cx_pushblock) && defined(cx_pusheval)
#  define PX_KIND CXp_TRYBLOCK
#  define PX_PUSH cx_pusheval(eval, &frame->tag, NULL)
#else /* older perls only have the operation */
static LOGOP px_op_enter = { PX_OP(OP_ENTERTRY, OPf_WANT_VOID), .op_other = (OP *)&px_op_enter };
#endif
static UNOP px_op_body = { PX_OP(OP_ENTERSUB, OPf_WANT_VOID) };
#define PX_OP_SUB(private)                                                                                             \
    {                                                                                                                  \
        { PX_OP(OP_ENTERSUB, OPf_WANT_SCALAR | OPf_STACKED), .op_private = private },                                  \
        { PX_OP(OP_ENTERSUB, OPf_WANT_LIST | OPf_STACKED), .op_private = private },                                    \
    }
static UNOP px_op_sub[2][2] = { PX_OP_SUB(0), PX_OP_SUB(OPpENTERSUB_DB) };

/* Whether perl's debugger wants to see the call of this sub. */
static bool px_is_debugged(pTHX_ SV *code)
{
    return PERLDB_SUB && PL_curstash != PL_debstash && PL_DBsub && GvCV(PL_DBsub)
        && !(SvTYPE(code) == SVt_PVCV && CvSTASH((CV *)code) == PL_debstash);
}

/* Keeps what the sub has returned: all that is on the stack. */
static void px_take_results(pTHX_ struct px_call *call)
{
    SV **const end = PL_stack_sp;
    SV **at = PL_stack_base;

    PL_op = (OP *)&px_op_body;
    if (call->flags != G_DISCARD) {
        call->results = newAV();
        while (at < end) {
            SV *value = *++at;
            bool copy = SvPADTMP(value) || SvGMAGICAL(value);
            av_push(call->results, copy ? newSVsv(value) : SvREFCNT_inc_NN(value));
        }
    }
    PL_stack_sp = PL_stack_base;
}

/* Frees the temporaries above `base`; contained, where that could run Perl code. */
void px_scope_free(pTHX_ SSize_t base)
{
    SSize_t floor = PL_tmps_floor;
    PL_tmps_floor = base;
    FREETMPS;
    PL_tmps_floor = floor;
}

/* A contained call that runs, and where its caller stood. perl's own stacks lead to it: it is what the eval at the bottom
 * of its stack returns to. So each coroutine finds its own, and none that is gone. */
struct px_frame {
    OP tag; /* never run */
    struct px_inside inside;
    PERL_SI *stack;
    AV *main_stack;
    SSize_t tmps_floor;
    I32 saves_ix, own_saves_ix;
    SV *error;
    OP *op;
    PAD *pad;
    U8 in_eval;
};

/* What marks a px_frame's tag. */
static OP *px_tag(pTHX)
{
    return NULL;
}

/* The subs of ours that this Perl code runs under: one of them, from the innermost on; NULL where there are no more. */
const struct px_running *px_under(pTHX_ Size_t nth)
{
    PERL_SI *at;

    for (at = PL_curstackinfo; at; at = at->si_prev) {
        const PERL_CONTEXT *bottom = at->si_cxstack;
        if (at->si_type == PERLSI_UNKNOWN && at->si_cxix >= 0 && CxTYPE(bottom) == CXt_EVAL && bottom->blk_eval.retop
            && bottom->blk_eval.retop->op_ppaddr == px_tag) {
            const struct px_frame *frame = (const struct px_frame *)bottom->blk_eval.retop;
            if (frame->inside.top && nth-- == 0)
                return frame->inside.top;
        }
    }
    return NULL;
}

/* Stands at the bottom of what a contained call saves on perl's stack of saved values. An exit() unwinds that stack as
 * far as it goes: when it comes here it has unwound what belongs to the call, and goes no further. A coroutine that is
 * destroyed by another unwinds it, too, but then nobody waits for a jump. */
static void px_barrier(pTHX_ void *env)
{
    JMPENV *at;

    for (at = PL_top_env; at; at = at->je_prev)
        if (at == (JMPENV *)env) {
            PL_top_env = at;
            JMPENV_JUMP(2);
        }
}

/* Gives the call an argument stack and a $@ of its own. An exit() unwinds the stacks up to PL_mainstack. */
PERL_STATIC_INLINE void px_begin(pTHX_ struct px_state *state, struct px_frame *frame)
{
    Zero(&frame->tag, 1, OP);
    frame->tag.op_ppaddr = px_tag;
    frame->stack = PL_curstackinfo;
    frame->main_stack = PL_mainstack;
    frame->tmps_floor = PL_tmps_floor;
    frame->saves_ix = PL_savestack_ix;
    frame->error = GvSV(PL_errgv);
    frame->op = PL_op;
    frame->pad = PL_comppad;
    frame->in_eval = PL_in_eval;

    state->depth++;
    frame->inside = px_leave_library(state->rust); /* no sub of ours runs while Perl code does: coroutines may come and go */
    GvSV(PL_errgv) = state->error ? state->error : newSVpvs("");
    state->error = NULL;
    {
        dSP;
        PUSHSTACKi(PERLSI_UNKNOWN);
        PUTBACK;
    }
    PL_mainstack = PL_curstack;
}

/* Enters an eval. $^S is what the program's own evals make it: perl looks for an eval where PL_in_eval is set, and does
 * not count EVAL_INREQUIRE as one in $^S. Where perl knows the block of a `try`, this is one, which `caller` does not
 * show. */
static void px_enter(pTHX_ struct px_frame *frame)
{
    PERL_CONTEXT *eval;

#ifdef PX_PUSH
    PL_op = (OP *)&px_op_body;
    eval = cx_pushblock(CXt_EVAL | PX_KIND, G_VOID, PL_stack_sp, PL_savestack_ix);
    PX_PUSH;
#else
    PL_op = (OP *)&px_op_enter;
    PL_ppaddr[OP_ENTERTRY](aTHX);
    PL_op = (OP *)&px_op_body;
    eval = &cxstack[cxstack_ix];
    eval->blk_eval.retop = &frame->tag;
#endif
    PL_in_eval = frame->in_eval & EVAL_INEVAL ? EVAL_INEVAL : EVAL_INREQUIRE;
}

/* After a jump: what perl has not put back, as a sub that ends does. The eval at the bottom of the stack keeps it. */
static void px_landed(pTHX_ const struct px_frame *frame) __attribute__((cold));
static void px_landed(pTHX_ const struct px_frame *frame)
{
    const PERL_CONTEXT *eval;

    while (PL_curstack != PL_mainstack) {
        dSP;
        POPSTACK;
    }
    eval = PL_curstackinfo->si_cxstack;
    PL_markstack_ptr = PL_markstack + eval->blk_oldmarksp;
    PL_scopestack_ix = eval->blk_oldscopesp;
    PL_curcop = eval->blk_oldcop;
    PL_curpm = eval->blk_oldpm;
    PL_comppad = frame->pad;
    PL_curpad = frame->pad ? AvARRAY(frame->pad) : NULL;
}

/* Goes back to where the caller stood, and so leaves the eval. Nothing is freed here that could run Perl code: such a
 * thing becomes a temporary of the caller's. */
PERL_STATIC_INLINE void px_finish(pTHX_ struct px_state *state, struct px_frame *frame)
{
    SV *error = GvSV(PL_errgv);

    PL_savestack_ix = frame->saves_ix; /* the barrier is all that was left */
    {
        dSP;
        SWITCHSTACK(PL_curstack, frame->stack->si_stack);
        PL_curstackinfo = frame->stack;
        PERL_UNUSED_VAR(sp);
    }
    PL_mainstack = frame->main_stack;
    PL_tmps_floor = frame->tmps_floor;
    PL_op = frame->op;
    PL_in_eval = frame->in_eval;
    px_enter_library(state->rust, &frame->inside);
    state->depth--;

    GvSV(PL_errgv) = frame->error;
    if (error && !state->error && SvREFCNT(error) == 1 && SvTYPE(error) == SVt_PV && !SvROK(error) && !SvREADONLY(error)
        && SvCUR(error) == 0)
        state->error = error;
    else
        sv_2mortal(error);
}

/* Begins to call the sub, as call_sv does, in the eval that is there already: gives the next operation to run. */
static OP *px_call_code(pTHX_ struct px_call *call)
{
    SSize_t i;
    dSP;

    PUSHMARK(SP);
    EXTEND(SP, call->argc + 1);
    for (i = 0; i < call->argc; i++)
        PUSHs(call->argv[i]);
    PUSHs(call->code);
    PUTBACK;
    PL_op = (OP *)&px_op_sub[px_is_debugged(aTHX_ call->code)][call->flags == G_LIST];
    return PL_ppaddr[OP_ENTERSUB](aTHX);
}

/* Begins it: gives the operation that is to be run next, if any. */
static OP *px_start_call(pTHX_ struct px_call *call, struct px_frame *frame)
{
    px_enter(aTHX_ frame);
    if (call->code)
        return px_call_code(aTHX_ call);
    call->body(aTHX_ call->data);
    return NULL;
}

/* Runs what is left of it: the sub; or what comes after an eval in the sub, of which something died. */
static void px_run_call(pTHX_ struct px_call *call, struct px_frame *frame, OP *next)
{
    if (next) {
        PL_op = next;
        CALLRUNOPS(aTHX);
    }
    if (call->code)
        px_take_results(aTHX_ call);
    FREETMPS; /* here, for that may run Perl code */
    LEAVE_SCOPE(frame->own_saves_ix);
}

/* Does `call`: a die, an exit and every other way out of Perl code ends here. */
static enum px_end px_catch(pTHX_ struct px_call *call, struct px_frame *frame) __attribute__((noinline));
static enum px_end px_catch(pTHX_ struct px_call *call, struct px_frame *frame)
{
    OP *next;
    int jump;
    dJMPENV;

    SAVEDESTRUCTOR_X(px_barrier, &cur_env);
    frame->own_saves_ix = PL_savestack_ix;
    JMPENV_PUSH(jump);
    if (jump == 2) {
        JMPENV_POP;
        px_landed(aTHX_ frame);
        return PX_EXIT;
    }
    if (jump == 3) {
        next = PL_restartop;
        PL_restartjmpenv = NULL;
        PL_restartop = NULL;
        if (next == &frame->tag) {
            JMPENV_POP;
            px_landed(aTHX_ frame);
            return PX_RAISE;
        }
    }
    else
        next = px_start_call(aTHX_ call, frame);
    px_run_call(aTHX_ call, frame, next);
    JMPENV_POP;
    return PX_RETURN;
}

/* The same. On PX_RAISE, *exception owns what was raised. The caller's $@ is kept. */
static enum px_end px_contain(pTHX_ struct px_call *call, SV **exception)
{
    struct px_state *const state = px_state(aTHX);
    struct px_frame frame;
    enum px_end end;

    if (!state)
        return PX_ENDING;
    if (px_stack_is_full(state))
        return PX_DEEP;
    px_begin(aTHX_ state, &frame);
    end = px_catch(aTHX_ call, &frame);
    if (end == PX_RAISE) {
        *exception = newSV(0);
        sv_setsv_flags(*exception, GvSVn(PL_errgv), SV_NOSTEAL); /* without magic: no FETCH is run */
    }
    px_finish(aTHX_ state, &frame);
    px_guard(aTHX);
    if (UNLIKELY(PL_sig_pending && frame.inside.top))
        px_signals_back(frame.inside.top);
    if (UNLIKELY(end != PX_RETURN && call->results)) {
        sv_2mortal((SV *)call->results);
        call->results = NULL;
    }
    return end;
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
