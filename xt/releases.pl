# Prints docs/releases.md from what xt/release said, in target/releases/SUITE.log.
use strict;
use warnings;

print <<'MD';
# Where it was built and tested

`xt/releases` builds and tests in each of these releases of Debian, in a folder of its own, and writes this table. A cell
says how many tests of how many files passed, and in brackets how many files and single tests were skipped there; "failed"
stands before the numbers where something failed. *Without daemon* and *perl-xs* need nothing but libvirt's test driver;
*C module* compares with that release's own Sys::Virt; *daemon* runs libvirtd and QEMU of the release.

| release | perl | libvirt | Rust | without daemon | perl-xs | C module | daemon |
|---|---|---|---|---|---|---|---|
MD

# The oldest that Makefile.PL takes (perl 5.20, libvirt 6.0) are not in any of these.
for my $suite (grep { -e "target/releases/$_.log" } qw(bullseye bookworm trixie sid experimental)) {
    my $log = do { local (@ARGV, $/) = "target/releases/$suite.log"; <> };
    my ($perl) = $log =~ /^perl (\S+)/m;
    my ($libvirt) = $log =~ /^libvirt (\S+)/m;
    my ($rust) = $log =~ /^cargo (\S+)/m;
    my %part = map { /\A(\S+?): / ? ($1 => $_) : () } split /^== /m, $log;
    print '| ',
        join(' | ', $suite, map({ $_ // '?' } $perl, $libvirt, $rust),
        map { cell($part{$_}) } qw(tests perl-xs differential daemon)),
        " |\n";
}

sub cell {
    my ($text) = @_;
    my ($files, $tests) = ($text // '') =~ /^Files=(\d+), Tests=(\d+)/m or return 'not run';
    my $skipped = () = $text =~ /\.+ ?skipped: /g;
    my $single = () = $text =~ /^ *ok \d+ # skip/mg;
    my $failed = $text =~ /^Result: PASS/m ? '' : 'failed: ';
    return sprintf '%s%d of %d files (%d files, %d tests skipped)', $failed, $tests, $files, $skipped,
        $single;
}
