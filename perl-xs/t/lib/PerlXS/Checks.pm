package PerlXS::Checks;

# What the tests of perl-xs share: hostile values, and checks that nothing leaks.

use strict;
use warnings;
use Exporter    ();
use PerlXS::Test;
use Test::More;

our @EXPORT = qw(child dying dying_overloads no_leak raises tied_scalar);

sub import {
    strict->import;
    warnings->import;
    goto &Exporter::import;
}

# The code leaves no scalar and no guard behind, however it ends.
sub no_leak {
    my ($name, $code) = @_;
    my $run = sub { eval { $code->() } for 1 .. $_[0]; undef $@; return };
    $run->(5);
    my ($before, $after) = (0, 0);
    $before = PerlXS::Test::scalars();
    $run->(50);
    $after = PerlXS::Test::scalars();
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    is $after - $before, 0, "no scalar left behind: $name";
    is PerlXS::Test::live(), 0, "no frame jumped over: $name";
    return;
}

# The code raises that exception: the same object, or a text that matches.
sub raises {
    my ($code, $expected, $name) = @_;
    my $ended = eval { $code->(); 1 };
    my $error = $@;
    local $Test::Builder::Level = $Test::Builder::Level + 1;
    return fail "$name: nothing was raised" if $ended;
    return ref $expected eq 'Regexp' ? like $error, $expected, $name : is $error, $expected, $name;
}

# Runs a program in a perl of its own: its exit code, or the signal's name of its end, and all that it printed.
sub child {
    my ($program, @switches) = @_;
    my @command = ($^X, (map {"-I$_"} @INC), '-MPerlXS::Test', @switches, '-e', "\$| = 1; $program");
    my $pid = open(my $out, '-|') // die "fork: $!";
    if (!$pid) {
        open STDERR, '>&', \*STDOUT or die "dup: $!";
        exec { $command[0] } @command or die "exec: $!";
    }
    my $text = do { local $/ = undef; <$out> };
    close $out;
    return ($? & 127 ? 'signal ' . ($? & 127) : $? >> 8, $text);
}

# A scalar whose reading runs the code.
sub tied_scalar {
    my ($fetch, $store) = @_;
    tie my $scalar, 'PerlXS::Checks::Scalar', $fetch, $store;
    return \$scalar;
}

# A scalar that dies of being read, with that exception.
sub dying {
    my ($exception) = @_;
    return tied_scalar(sub { die $exception });
}

# Objects that die of being read as a string or as a number.
sub dying_overloads {
    my ($exception) = @_;
    return bless sub { die $exception }, 'PerlXS::Checks::Overloaded';
}

package PerlXS::Checks::Scalar;

sub TIESCALAR { my ($class, @code) = @_; return bless [@code], $class }
sub FETCH     { return $_[0][0]->() }
sub STORE     { return $_[0][1]->($_[1]) }

package PerlXS::Checks::Overloaded;

use overload '""' => sub { $_[0]->() }, '0+' => sub { $_[0]->() }, 'bool' => sub { $_[0]->() };

1;
