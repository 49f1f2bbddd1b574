//! Authentication: a Perl sub that answers libvirt's questions while a connection opens.

use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::ptr;
use std::slice;

use perl_xs::callback::{self, Callback, Context, Outcome};
use perl_xs::handle::Fresh;
use perl_xs::work::Asked;
use perl_xs::{Any, Array, Hash, IntoSv, List, OwnedSv, Pairs, Perl, Record, Sv};
use virt::sys::{self, virConnectCredential};

use crate::error::Result;
use crate::handle::Connect;
use crate::shapes::handle;
use crate::vir::{SecretBytes, vir};

static CREDENTIAL: Record = Record::new(&["type", "prompt", "challenge", "result"]);

/// libvirt's own way to ask: on the console.
pub(crate) fn default() -> sys::virConnectAuthPtr {
    // SAFETY: libvirt sets it once, when it is loaded.
    unsafe { sys::virConnectAuthPtrDefault }
}

/// Opens a connection whose credentials, of the given types, come from who is asked.
pub(crate) fn open(
    name: Option<&CStr>,
    mut types: Vec<c_int>,
    asked: &Asked<'_>,
    flags: u32,
) -> Result<Fresh<Connect>> {
    let mut auth = sys::virConnectAuth {
        credtype: types.as_mut_ptr(),
        ncredtype: types.len() as c_uint,
        cb: Some(ask),
        cbdata: ptr::from_ref(asked).cast_mut().cast(),
    };
    handle(vir!(virConnectOpenAuth(name, &raw mut auth, flags)))
}

/// libvirt wants credentials (`virConnectAuthCallbackPtr`): -1 fails the connection.
///
/// # Safety
/// libvirt calls it, with the credentials it says and the `Asked` that `open` gave.
unsafe extern "C" fn ask(credentials: *mut virConnectCredential, count: c_uint, asked: *mut c_void) -> c_int {
    // SAFETY: as above; `open` keeps it while libvirt connects.
    let (asked, credentials) = unsafe {
        if credentials.is_null() {
            return -1;
        }
        (&*asked.cast::<Asked>(), slice::from_raw_parts_mut(credentials, count as usize))
    };
    // SAFETY: libvirt waits for this function, with its credentials.
    unsafe { asked.ask(|callback| answer_here(callback, credentials)) }.unwrap_or(-1)
}

/// Asks a sub of the interpreter that this thread runs.
fn answer_here(callback: &Callback, credentials: &mut [virConnectCredential]) -> c_int {
    let Some(perl) = callback.perl() else { return -1 };
    perl.scope(|| answer(perl, callback, credentials).unwrap_or(-1))
}

/// Asks the sub, and hands its answers to libvirt; `None` where it gave no proper one.
fn answer(perl: Perl<'_>, callback: &Callback, credentials: &mut [virConnectCredential]) -> Option<c_int> {
    let mut questions = Array::new(perl);
    for credential in &*credentials {
        questions.push(question(perl, credential).into_reference());
    }
    let questions = questions.into_reference().into_mortal();

    // A reference of its own: where the sub assigns to $_[0], the array counts that it was asked with.
    let Outcome::Returned(results) = callback.call(Context::Scalar, |_| [OwnedSv::copy(perl, questions)])
    else {
        return None;
    };
    let status =
        callback::read::<i32>(perl, results.get(0)?.to_owned(perl).into_mortal(), "the callback's result")?;
    if status < 0 {
        return Some(status);
    }
    let records = callback::read::<List<Any>>(perl, questions, "the list of credentials")?;
    let answers: Option<Vec<_>> = records.into_iter().map(|record| answered(perl, record)).collect();
    for (credential, answer) in credentials.iter_mut().zip(answers?) {
        if let Some(answer) = answer {
            let (text, len) = answer.release();
            (credential.result, credential.resultlen) = (text, len as c_uint);
        }
    }
    Some(status)
}

/// What the sub left in one record, which may be nothing; `None` where it is no proper answer.
fn answered<'p>(perl: Perl<'p>, record: Sv<'p>) -> Option<Option<SecretBytes>> {
    let answer = callback::proper(perl, callback::read_as::<Pairs>(perl, record), "a credential")?;
    let Some(result) = answer.get(b"result") else { return Some(None) };
    let text = callback::read_secret(perl, result, "a credential's result")?;
    Some(text.map(SecretBytes::copy))
}

/// One question as the hash that the sub sees. Whatever it leaves there goes without a trace.
fn question<'p>(perl: Perl<'p>, credential: &virConnectCredential) -> Hash<'p> {
    // SAFETY: each is NULL or a string of libvirt's that lives while it waits for the answer.
    let text = |text: *const c_char| (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) });
    let fields = [
        credential.type_.into_sv(perl),
        text(credential.prompt).into_sv(perl),
        text(credential.challenge).into_sv(perl),
        text(credential.defresult).into_sv(perl).secret(),
    ];
    CREDENTIAL.fill(perl, fields.map(Some))
}
