//! `Sys::Virt::Async`: calls on other threads, as far as they are not in Perl. Programs do not call these.

use std::ffi::CStr;
use std::time::Duration;

use perl_xs::work::{self, Limits, News};
use perl_xs::{Any, Code, IntoSv, Package};

use crate::error::Error;
use crate::event_loop::{custom, default};
use crate::shapes::subs;

subs! { "Sys::Virt::Async";
    // After so many seconds there will be news; their number.
    sub _alarm(call; seconds: f64) { Ok(call.perl().alarm(time(seconds)?)?) }
    sub _cancel(call; id: u64) {
        let _ = call;
        Ok(work::cancel(id))
    }
    // The classes whose objects have calls.
    sub _classes(call;) {
        let _ = call;
        Ok(packages().filter(|package| package.destroy).map(|package| package.name).collect::<Vec<&CStr>>())
    }
    sub _clear_alarm(call; id: u64) {
        let _ = call;
        work::clear_alarm(id);
        Ok(())
    }
    sub _fd(call;) { Ok(call.perl().news_fd()?) }
    // How many calls run at a time on a connection, and how many threads there may be.
    sub _limits(call;) {
        let _ = call;
        let Limits { group, threads } = work::limits();
        Ok((group as u64, threads as u64))
    }
    // The loop that libvirt has: its own, one in Perl, or none.
    sub _loop(call;) {
        let _ = call;
        Ok(if custom::is_registered() { "perl" } else if default::exists() { "default" } else { "" }.as_bytes())
    }
    // Whether calls are on their way, for which the loop may be asked for things.
    sub _loop_serves(call; some: bool) {
        let _ = call;
        custom::expect_requests(some);
        Ok(())
    }
    // The subs of a package that can be started.
    sub _names(call; package: &[u8]) {
        let _ = call;
        let named = packages().filter(|one| one.name.to_bytes() == package);
        Ok(named.flat_map(work::startable).collect::<Vec<&CStr>>())
    }
    // What has happened: 0, the number of a call and why it failed; or 1 and the number of a time.
    sub _news(call;) {
        let perl = call.perl();
        Ok(match perl.news() {
            None => Vec::new(),
            Some(News::Due(id)) => vec![1.into_sv(perl), id.into_sv(perl)],
            Some(News::Ended(id, failure)) => {
                [0.into_sv(perl), id.into_sv(perl)].into_iter().chain(failure).collect()
            }
        })
    }
    // What the last call of the news returned.
    sub _results(call;) { Ok(work::give(call)) }
    sub _serve(call; maker: Code) {
        work::serve(call.perl(), maker.0);
        Ok(())
    }
    sub _set_limits(call; group: u32, threads: u32) {
        let _ = call;
        work::set_limits(Limits { group: group.max(1) as usize, threads: threads.max(1) as usize });
        Ok(())
    }
    // Makes a sub of this name that starts the one of that code, if that can be.
    sub _starter(call; code: Any, name: &CStr) { Ok(work::install_starter(call.perl(), code, name)?) }
    // Waits for news.
    sub _wait(call; seconds: Option<f64>) {
        let seconds = seconds.map(time).transpose()?;
        Ok(call.perl().await_news(seconds)?)
    }
}

/// All packages, also those of parts that may not be loaded.
fn packages() -> impl Iterator<Item = &'static Package> {
    let parts = super::PARTS.iter().flat_map(|part| part.packages);
    super::PACKAGES.iter().chain(parts).copied()
}

/// That many seconds.
fn time(seconds: f64) -> Result<Duration, Error> {
    let seconds = if seconds > 0.0 { seconds.min(1e9) } else { 0.0 };
    Duration::try_from_secs_f64(seconds).map_err(|error| Error::message(error.to_string()))
}
