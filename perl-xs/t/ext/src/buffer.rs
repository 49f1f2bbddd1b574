//! A caller's scalar that C writes into, or reads.

use perl_xs::buffer::{Buffer, Loan};
use perl_xs::callback::{Context, call as call_sub};
use perl_xs::{Any, Code, Error, OwnedSv, xs};

use crate::guard::Guard;

xs! { package "PerlXS::Test::Buffer", error = Error<'_>;
    /// Writes `text` into `target`, with room for `room` bytes; the sub is called while the memory is out.
    sub fill(call; target: Any, text: &[u8], room: u64, code: Option<Code> = None) {
        let _guard = Guard::new();
        let mut buffer = Buffer::take(call.perl(), target, room as usize)?;
        let len = text.len().min(buffer.room());
        if let Some(code) = code {
            call_sub(call.perl(), &code.0.to_owned(call.perl()), &[], Context::Discard);
        }
        // SAFETY: the buffer has room for `len` bytes, and is not that of `text`, which is an argument of its own.
        unsafe { std::ptr::copy(text.as_ptr(), buffer.as_mut_ptr(), len) };
        buffer.give_back(len)?;
        Ok(len as u64)
    }
    /// Takes the memory of `target`, and fails before it gives it back.
    sub fail(call; target: Any) {
        let _buffer = Buffer::take(call.perl(), target, 100)?;
        Err::<(), _>(Error::message("no data"))
    }
    /// The string of `target`, read after the sub was called while it was lent; undef where there is none to lend.
    sub lend(call; target: Any, code: Code) {
        let _guard = Guard::new();
        let loan = Loan::new(call.perl(), target);
        call_sub(call.perl(), &code.0.to_owned(call.perl()), &[], Context::Discard);
        let bytes = loan.as_ref().map(|loan| OwnedSv::bytes(call.perl(), loan.bytes()));
        Ok(bytes.unwrap_or_else(|| OwnedSv::undef(call.perl())))
    }
}
