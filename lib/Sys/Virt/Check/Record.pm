package Sys::Virt::Check::Record;

# Loaded into the program that is recorded, whatever Sys::Virt that uses: nothing here needs one.
use 5.020;
use strict;
use warnings;

use B ();
use Digest::MD5 ();
use Fcntl ();
use JSON::PP ();
use Scalar::Util ();
use Time::HiRes ();

# What is no part of what a program asks of libvirt: perl's own subs, and packages that libvirt or perl call.
my %NO_SUB = map { $_ => 1 } qw(bootstrap dl_load_flags import unimport);
my $NO_PACKAGE = qr/\ASys::Virt::(?:Check|Error|EventImpl)\b/;

# Arguments after the first one, and results, that nobody shall read.
my %SECRET = map { ("Sys::Virt::$_" => 1) } qw(Secret::get_value Secret::set_value Domain::set_user_password);
my $HIDDEN = '(hidden)';

# Of longer strings there is the length and a checksum.
my $LONG = 4096;

my $JSON = JSON::PP->new->ascii->canonical->allow_nonref;

my ($path, $failed);
my ($process, $pid, $count) = ('main', $$, 0);

# Our wrappers and, by address, the objects that were seen, each with its number; how to call a sub from a place.
my (%wrapper, %seen, %last, %from);

# In a call: the handlers of the program, while ours stand in their place.
our ($inside, $outer_die, $outer_warn);

# A callback below the running call has died, and the program's handler was told there.
our $told;

# Records from now on, into this file.
sub start {
    $path = $_[1];
    _write({ kind => 'start', script => $0, args => [@ARGV], perl => sprintf('%vd', $^V), time => time });
    return;
}

no warnings 'void';    # nobody runs it where the file is loaded late, as documentation tests do
INIT {
    _wrap() if $INC{'Sys/Virt.pm'};
    unshift @INC, \&_load if defined $path;
}

END { _write({ kind => 'exit', status => $? }) if defined $path && $pid == $$ }

sub CLONE {
    $process = 'thread ' . threads->tid;
    %seen = ();
    $count = 0;
    return;
}

# Loads what is loaded later, and wraps it.
sub _load {
    my ($hook, $file) = @_;
    return unless $file =~ m{\ASys/Virt(?:/\w+)*\.pm\z} && $file !~ m{\ASys/Virt/Check/};
    {
        local @INC = grep { !ref || $_ != $hook } @INC;
        require $file;
    }
    _wrap();
    return \'1;';
}

sub _wrap {
    my $is_new = !%wrapper;
    _wrap_package($_) for _packages('Sys::Virt');
    _write({ kind => 'module', file => $INC{'Sys/Virt.pm'}, version => $Sys::Virt::VERSION })
        if $is_new && %wrapper;
    return;
}

sub _packages {
    my $package = shift;
    return if $package =~ $NO_PACKAGE;
    no strict 'refs';
    my @below = map { /\A(\w+)::\z/ ? "${package}::$1" : () } sort keys %{"${package}::"};
    return $package, map { _packages($_) } @below;
}

sub _wrap_package {
    my $package = shift;
    no strict 'refs';
    for my $name (
        grep { /\A[a-z]\w*\z/ && !$NO_SUB{$_} && defined &{"${package}::$_"} }
        sort keys %{"${package}::"}
        )
    {
        my $sub = \&{"${package}::$name"};

        # What was imported is no method.
        my $home = B::svref_2object($sub)->GV->STASH->NAME;
        next if $wrapper{ Scalar::Util::refaddr($sub) } || $home ne $package;
        my $wrapper = _wrapper("${package}::$name", $sub);
        Scalar::Util::set_prototype(\&$wrapper, prototype $sub);
        $wrapper{ Scalar::Util::refaddr($wrapper) } = 1;
        no warnings qw(prototype redefine);
        *{"${package}::$name"} = $wrapper;
    }
    return;
}

sub _wrapper {
    my ($name, $sub) = @_;
    return sub {
        goto &$sub if $inside;
        unshift @_, $name, $sub;
        goto &_call;
    };
}

sub _call {
    my ($name, $sub) = splice @_, 0, 2;
    my ($file, $line, $bits) = (caller 0)[ 1, 2, 9 ];
    my $context = wantarray ? 'list' : defined wantarray ? 'scalar' : 'void';
    my @before = _arguments($name, @_);
    my $number =
        _write({ kind => 'call', sub => $name, args => [@before], at => "$file:$line", context => $context });
    for my $at (0 .. $#_) {
        splice @_, $at, 1, _callback($name, $_[$at]) if (Scalar::Util::reftype($_[$at]) // '') eq 'CODE';
    }

    local $told;
    my ($do, @warnings, @result, $error) = _from($file, $line, $bits);
    my $start = Time::HiRes::time();
    {
        local ($inside, $outer_die, $outer_warn) = (1, @SIG{qw(__DIE__ __WARN__)});
        local $@;
        local $SIG{__DIE__};
        local $SIG{__WARN__} = sub {
            push @warnings, _value($_[0]);
            if (ref $outer_warn) { $outer_warn->(@_) }
            else { warn @_ }
        };
        my $done = eval {
            if ($context eq 'list') { @result = $do->($sub, @_) }
            elsif ($context eq 'scalar') { $result[0] = $do->($sub, @_) }
            else { $do->($sub, @_) }
            1;
        };
        $error = \$@ unless $done;
        $error = \(my $copy = $$error) if $error;
    }
    my $seconds = Time::HiRes::time() - $start;
    my @after = _arguments($name, @_);
    my %changed = map { ($_ => $after[$_]) } _changed(\@before, \@after);
    _write(
        {
            kind => 'return', n => $number, seconds => 0 + sprintf('%.6f', $seconds),
            $error
            ? (error => _value($$error))
            : (result => $SECRET{$name} ? [$HIDDEN] : [ map { _value($_) } @result ]),
            @warnings ? (warnings => \@warnings) : (), %changed ? (changed => \%changed) : ()
        }
    );
    local $SIG{__DIE__} if $error && $told;
    die $$error if $error;
    return wantarray ? @result : $result[0];
}

# A sub that calls another one as if from this line, with the warnings that are on there: so messages tell that place.
sub _from {
    my ($file, $line, $bits) = @_;
    return $from{ join "\0", $file, $line, $bits // '' } //= do {
        my $place = $file =~ /["\n]/ ? '' : qq(#line $line "$file"\n);
        local $@;
        eval "BEGIN { \${^WARNING_BITS} = \$bits }\n${place}sub { &{ shift() } }";
    };
}

# The program's callback, recorded.
sub _callback {
    my ($name, $code) = @_;
    return sub {
        my @before = map { _value($_) } @_;
        my $number = _write({ kind => 'callback', sub => $name, args => [@before] });
        my @handlers = $inside ? ($outer_die, $outer_warn) : @SIG{qw(__DIE__ __WARN__)};
        my @result;
        {
            my $end = bless \my $returned;
            local $inside;
            local @SIG{qw(__DIE__ __WARN__)} = @handlers;
            if (wantarray) { @result = &$code }
            elsif (defined wantarray) { $result[0] = &$code }
            else { &$code }
            $returned = 1;
        }
        my @after = map { _value($_) } @_;
        my %changed = map { ($_ => $after[$_]) } _changed(\@before, \@after);
        _write(
            {
                kind => 'return', n => $number, result => [ map { _value($_) } @result ],
                %changed ? (changed => \%changed) : ()
            }
        );
        return wantarray ? @result : $result[0];
    };
}

# The end of a callback, and whether it returned.
sub DESTROY {
    $told = 1 unless ${ $_[0] };
    return;
}

sub _arguments {
    my ($name, @args) = @_;
    my @values = map { _value($_) } @args;
    $_ = $HIDDEN for $SECRET{$name} ? @values[ 1 .. $#values ] : ();
    return @values;
}

# Which arguments have changed: that a text has been read as a number is no change.
sub _changed {
    my ($before, $after) = map {
        [ map { $JSON->encode($_) =~ s/"(-?\d+)"/$1/gr } @$_ ]
    } @_;
    return grep { $before->[$_] ne $after->[$_] } 0 .. $#$before;
}

# A value as JSON can show it.
sub _value {
    my ($value, $depth) = (shift, shift // 0);
    return $value unless defined $value;
    if (!ref $value) {
        my $text = $value;
        return {
            bytes => length $text,
            md5 => Digest::MD5::md5_hex(
                utf8::is_utf8($text) ? "$text" =~ s/([^\0-\x7f])/sprintf '\x{%x}', ord $1/ger : $text
            )
            }
            if length $text > $LONG;
        $text =~ s/(passwd=)(["']).*?\g2/$1$2$HIDDEN$2/g if $text =~ /passwd=/;
        return $text;
    }
    my ($class, $type) = (Scalar::Util::blessed($value), Scalar::Util::reftype($value));
    return { object => $class, map { ($_ => $value->{$_}) } sort keys %$value }
        if ($class // '') eq 'Sys::Virt::Error';
    return { object => $class, number => _number($value) } if defined $class;
    return { reference => $type } if $depth > 8 || $type !~ /\A(?:ARRAY|HASH|SCALAR|REF)\z/;
    return [ map { _value($_, $depth + 1) } @$value ] if $type eq 'ARRAY';
    return { reference => _value($$value, $depth + 1) } if $type ne 'HASH';
    my %pairs = map { ($_ => _value($value->{$_}, $depth + 1)) } keys %$value;
    $pairs{result} = $HIDDEN if exists $pairs{prompt} && defined $pairs{result};
    return \%pairs;
}

# The number of an object among those of its class.
sub _number {
    my $object = shift;
    my $seen = $seen{ Scalar::Util::refaddr($object) } //= [];
    return $seen->[1] if defined $seen->[0];
    @$seen = ($object, ++$last{ ref $object });
    Scalar::Util::weaken($seen->[0]);
    return $seen->[1];
}

# Writes a line, in one piece and with a file handle of its own: what forks, and who closes what, does not matter.
# Returns its number in this process.
sub _write {
    my $entry = shift;
    local ($!, $?, $@, $^W);
    if ($$ != $pid) {
        $process .= "/$count";
        ($pid, $count) = ($$, 0);
    }
    @$entry{qw(process pid)} = ($process, $pid);
    my $number = $entry->{n} //= ++$count;
    my $line = $JSON->encode($entry) . "\n";
    if (sysopen my $file, $path, Fcntl::O_WRONLY | Fcntl::O_APPEND | Fcntl::O_CREAT, 0600) {
        syswrite $file, $line;
    } elsif (!$failed++) {
        print STDERR "sys-virt-check: cannot write $path: $!\n";
    }
    return $number;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Record - Write down what a program asks of Sys::Virt

=head1 DESCRIPTION

What C<sys-virt-check record> loads into the program that it runs. It puts a sub in Perl around each
public sub of whatever Sys::Virt the program loads, and writes a line of JSON for each call, each
return and each callback. L<sys-virt-check/TRANSCRIPTS> says what stands in them.

=head1 METHODS

=head2 start

  Sys::Virt::Check::Record->start('/path/of/the/transcript');

Writes what comes at the end of this file. To be called before the program runs.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
