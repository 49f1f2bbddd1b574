# Values as text: with what tells a number from a string, without what differs from run to run.
package Show;

use strict;
use warnings;

use B ();
use Scalar::Util qw(blessed reftype);

our $FOLDER;

# Whether to tell numbers from strings.
our $KINDS = 1;

# How the objects of a package are called.
my %NAME = (
    'Sys::Virt::NWFilterBinding' => 'get_port_dev',
    'Sys::Virt::NetworkPort' => 'get_uuid_string',
    'Sys::Virt::Secret' => 'get_uuid_string',
    map { ("Sys::Virt::$_" => 'get_name') }
        qw(Domain DomainCheckpoint DomainSnapshot Interface NWFilter Network NodeDevice StoragePool StorageVol),
);

# Keys of hashes whose values depend on time, on the host, or on chance.
my $FLEETING =
    qr/^(?:cpuTime|cpu_time|(?:cpu|vcpu\.\d+)\.time|creationTime|expirytime|user|system|kernel|idle|iowait|available|free|
    (?:r[xd]|[tw][xr])_\w+|flush_\w+|errs|rss|last-update|last_update|unused|usable|disk_caches|(?:time|data|mem|file)(?:Elapsed|Remaining|Total|Processed)|
    timestamp|actual_balloon|minor_fault|major_fault|swap_\w+)$/x;

# One value, to any depth.
sub value {
    return ref $_[0] ? reference($_[0]) : plain($_[0]);
}

sub plain {
    return 'undef' if !defined $_[0];
    return string(my $copy = $_[0]) if !$KINDS;
    my $sv = B::svref_2object(\$_[0]);
    my $flags = $sv->FLAGS;
    my @faces;
    push @faces, $flags & B::SVf_IVisUV ? $sv->UVX : $sv->IVX if $flags & B::SVf_IOK;
    push @faces, sprintf '%.17gn', $sv->NVX if $flags & B::SVf_NOK;
    push @faces, string($sv->PV) . (utf8::is_utf8($_[0]) ? 'U' : '') if $flags & B::SVf_POK;
    return $faces[0] if @faces == 3 && $sv->PV eq '0';    # perl's own zero
    return @faces ? join '|', @faces : 'GLOB or so';
}

sub reference {
    my $ref = shift;
    my $class = blessed $ref;
    my $type = reftype $ref;
    return object($ref, $class)
        if defined $class && $class =~ /^Sys::Virt(?!::Error|::Event)/ && $type eq 'SCALAR';
    my $text =
        $type eq 'HASH'
        ? '{' . join(', ', map { key($_) . ' => ' . entry($_, $ref->{$_}) } sort keys %$ref) . '}'
        : $type eq 'ARRAY' ? '[' . join(', ', map { value($_) } @$ref) . ']'
        : $type eq 'SCALAR' || $type eq 'REF' || $type eq 'LVALUE' ? '\\' . value($$ref)
        : $type;
    return defined $class ? "$class $text" : $text;
}

sub key { return $_[0] =~ /^[\w.-]+\z/ ? $_[0] : string($_[0]) }

sub entry {
    my ($key, $value) = @_;
    return '(fleeting)' if $key =~ $FLEETING && defined $value && !ref $value;
    return value($_[1]);
}

sub object {
    my ($object, $class) = @_;
    my $method = $NAME{$class} or return $class;
    my $name = $$object
        ? eval {
        local $SIG{__WARN__} = sub { };
        $object->$method;
        }
        : 'gone';
    return "$class(" . ($name // '?') . ')';
}

# Arguments, to see whether a call has changed them. That it has looked at a string as a number is no change.
sub arguments {
    local $KINDS;
    return map { value($_) } @_;
}

# What a call returned. The order of lists of objects and names is that of hash tables in libvirt.
sub returned {
    my ($call, @values) = @_;
    return 'nothing' if $call->{context} eq 'void';
    my @texts = map { value($_) } @values;
    if ($call->{sub} =~ /::list_|::get_all_domain_stats$/) {
        return '(one of them)'
            if $call->{context} eq 'scalar' && defined $values[0] && $values[0] !~ /^\d+\z/;
        @texts = sort @texts;
    }
    return neutral($call->{context} eq 'list' ? '(' . join(', ', @texts) . ')' : $texts[0]);
}

sub exception {
    my $error = shift;
    return neutral(ref $error ? value($error) : text($error));
}

sub text {
    my $text = neutral(ref $_[0] ? value($_[0]) : string($_[0]));
    $text =~ s/ at \S+ line \d+\.?/ at FILE line N./g;
    return $text;
}

# Without the folder, addresses, times and processes of this run.
sub neutral {
    local $_ = shift;
    s/\Q$FOLDER\E/FOLDER/g;
    s/\b(?:CODE|HASH|ARRAY|SCALAR|GLOB)\(0x[0-9a-f]+\)/REF/g;
    s{<(creationTime|timestamp|[abcm]time)>[\d.]+}{<$1>TIME}g;
    s{<(allocation|available) unit='bytes'>\d+}{<$1>BYTES}g;
    s/\\\d{9,}/ADDRESS/g;
    s/ = /=/g if /^"Usage: /;    # xsubpp keeps the spaces of the source
    return $_;
}

sub string {
    my $text = shift;
    $text =~ s/([\\"])/\\$1/g;
    $text =~ s/\n/\\n/g;
    $text =~ s/([^ -~])/sprintf '\\x{%x}', ord $1/ge;
    return qq("$text");
}

1;
