//! What is in memory when it is freed.

use std::cell::{Cell, RefCell};
use std::ffi::c_void;
use std::ptr;

use super::SecretBytes;

thread_local! {
    /// The memory to look at when it is freed.
    static WATCHED: Cell<(*mut c_void, usize)> = const { Cell::new((ptr::null_mut(), 0)) };
    /// What was in it then.
    static FREED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

unsafe extern "C" {
    fn malloc(size: usize) -> *mut c_void;
    #[link_name = "free"]
    fn real_free(memory: *mut c_void);
}

/// C's, which looks first.
///
/// # Safety
/// As for C's.
pub(crate) unsafe fn free(memory: *mut c_void) {
    let (watched, len) = WATCHED.get();
    if memory == watched && !memory.is_null() {
        // SAFETY: the watched memory has `len` bytes, and is not freed yet.
        let bytes = unsafe { std::slice::from_raw_parts(memory.cast::<u8>(), len) }.to_vec();
        FREED.set(Some(bytes));
    }
    // SAFETY: as the caller says.
    unsafe { real_free(memory) }
}

/// The bytes in memory of C's, which is watched.
fn watched(bytes: &[u8]) -> *mut u8 {
    // SAFETY: there is room for the bytes.
    unsafe {
        let memory = malloc(bytes.len().max(1));
        assert!(!memory.is_null());
        ptr::copy_nonoverlapping(bytes.as_ptr(), memory.cast(), bytes.len());
        WATCHED.set((memory, bytes.len()));
        memory.cast()
    }
}

#[test]
fn a_secret_is_overwritten_before_its_memory_is_freed() {
    let value = b"top\0secret";
    let memory = watched(value);
    // SAFETY: the memory is ours and has so many bytes.
    let secret = unsafe { SecretBytes::adopt(memory, value.len()) }.expect("some bytes");
    assert_eq!(FREED.take(), None);
    drop(secret);
    assert_eq!(FREED.take().as_deref(), Some(&[0; 10][..]));
}

#[test]
fn an_empty_secret_is_freed() {
    let memory = watched(b"");
    // SAFETY: as above.
    drop(unsafe { SecretBytes::adopt(memory, 0) });
    assert_eq!(FREED.take().as_deref(), Some(&[][..]));
    // SAFETY: NULL is allowed.
    assert!(unsafe { SecretBytes::adopt(ptr::null_mut(), 0) }.is_none());
}
