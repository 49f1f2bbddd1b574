# Registers for events under made-up-events.c, and prints what each handler gets.
#   made-up-events.pl KIND ID...       kind: domain, network, ..., classic, close (these two without an id)

use strict;
use warnings;

use B;
use Sys::Virt;
use Sys::Virt::Event;

$| = 1;
Sys::Virt::Event::register_default();
my $conn = Sys::Virt->new(uri => 'test:///default');
my ($kind, @ids) = @ARGV;

# A value with its kind: an object's class and name, a text in quotes, a number without.
sub text_of {
    my $value = shift;
    return 'undef' unless defined $value;
    if (ref $value) {
        return '[' . join(', ', map { text_of($_) } @$value) . ']' if ref $value eq 'ARRAY';
        return '{' . join(', ', map { "$_ => " . text_of($value->{$_}) } sort keys %$value) . '}'
            if ref $value eq 'HASH';
        return ref $value if ref $value eq 'Sys::Virt';
        return ref($value) . ' ' . ($value->can('get_name') ? $value->get_name : $value->get_usage_id);
    }
    my $flags = B::svref_2object(\$value)->FLAGS;
    return $value if !($flags & B::SVf_POK) && $flags & (B::SVf_IOK | B::SVf_NOK);
    return '"' . $value =~ s/([^ -~])/sprintf '\\x%02x', ord $1/ger . '"';
}

for my $id (@ids ? @ids : '') {
    my $released = 0;
    my $handler = do {
        my $guard = bless [ \$released ], 'Guard';
        sub {
            my $keep = $guard;
            print "$kind $id: ", join(', ', map { text_of($_) } @_), "\n";
            return 7;
        }
    };
    if ($kind eq 'classic') {
        $conn->domain_event_register($handler);
        $conn->domain_event_deregister;
    } elsif ($kind eq 'close') {
        $conn->register_close_callback($handler);
        $conn->unregister_close_callback;
    } else {
        my ($register, $deregister) = map { "${kind}_event_${_}_any" } 'register', 'deregister';
        $conn->$deregister($conn->$register(undef, $id, $handler));
    }
    undef $handler;
    print "not released\n" unless $released;
}

sub Guard::DESTROY { ${ $_[0][0] }++ }
