package SysVirtExample;

# What the examples share: options and help, a connection, the message of an error, a bar, a table.
use strict;
use warnings;

use Exporter 'import';
use Getopt::Long qw(:config bundling);
use Pod::Usage;
use Sys::Virt;

our @EXPORT = qw(connection main_program message options parse_xml progress state_name table xml);

my %STATE = (
    Sys::Virt::Domain::STATE_NOSTATE, 'no state',
    Sys::Virt::Domain::STATE_RUNNING, 'running',
    Sys::Virt::Domain::STATE_BLOCKED, 'blocked',
    Sys::Virt::Domain::STATE_PAUSED, 'paused',
    Sys::Virt::Domain::STATE_SHUTDOWN, 'shutting down',
    Sys::Virt::Domain::STATE_SHUTOFF, 'shut off',
    Sys::Virt::Domain::STATE_CRASHED, 'crashed',
    Sys::Virt::Domain::STATE_PMSUSPENDED, 'suspended',
);

# Runs the program, unless a test has loaded it to call its subs. Its exit status is what the sub returns; where it
# dies, it is 1, and the last words are printed.
sub main_program {
    my $main = shift;
    return 1 if caller 1;
    my $status = eval { $main->() };
    exit $status if defined $status;
    print STDERR "$0: ", message($@), "\n";
    exit 1;
}

# The exit status for wrong options.
our $WRONG_OPTIONS = 2;

# Reads the options into the hash. --help shows the program's documentation, what is wrong its usage. All programs take
# --uri.
sub options {
    my ($option, @specs) = @_;
    my $count = ref $specs[-1] ? pop @specs : [ 0, 0 ];
    push @specs, 'uri=s' if !grep { /^uri/ } @specs;
    GetOptions($option, 'help|h', @specs) or pod2usage($WRONG_OPTIONS);
    pod2usage(-verbose => 2, -exitval => 0, -noperldoc => !-t STDOUT) if $option->{help};
    my ($least, $most) = @$count;
    pod2usage($WRONG_OPTIONS) if @ARGV < $least || (defined $most && @ARGV > $most);
    return;
}

# libvirt's default driver, if there is no URI; then the environment says which it is.
sub connection {
    my ($uri, %params) = @_;
    my $conn = eval { Sys::Virt->new(uri => $uri, %params) };
    return $conn // die 'cannot connect to ', $uri // 'libvirt', ': ', message($@), "\n";
}

# libvirt's own words, where the error came from libvirt.
sub message {
    my $error = shift;
    return (ref $error ? $error->message : $error) =~ s/\n\z//r;
}

# What shows how far something has come: a bar on a terminal, if Term::ProgressBar is there, or a line for each tenth.
# Give it what is done so far, and what there is in all, if that changes; nothing at the end, if that may come early.
sub progress {
    my ($name, $total, $unit) = @_;
    $unit //= 'bytes';
    if (-t STDERR && eval { require Term::ProgressBar; 1 }) {
        my $bar = Term::ProgressBar->new({ name => $name, count => $total || 1, remove => 1 });
        $bar->minor(0);
        return sub {
            my ($done, $all) = @_;
            $bar->target($all) if $all && $all != $bar->target;
            $done //= $bar->target;
            $bar->update($done > $bar->target ? $bar->target : $done);
        };
    }
    my $next = 10;
    return sub {
        my ($done, $all) = @_;
        return unless defined $done;
        $total = $all if $all;
        my $percent = $total ? int(100 * $done / $total) : 100;
        return if $percent < $next;
        print STDERR "$percent% ($done of $total $unit)\n";
        $next = 10 * int($percent / 10) + 10;
    };
}

sub state_name {
    my $state = shift;
    return $STATE{$state} // "state $state";
}

# A table as text, by Text::Table; without that its columns are parted by tabs. A heading that begins with > is that of
# numbers.
sub table {
    my ($headings, @rows) = @_;
    my @titles = map { s/^>//r } @$headings;
    return join '', map { join("\t", @$_) . "\n" } \@titles, @rows unless eval { require Text::Table; 1 };
    my @columns = map {
        my $side = /^>/ ? 'right' : 'left';
        ({ title => s/^>//r, align => $side, align_title => $side }, \'  ')
    } @$headings;
    pop @columns;
    return Text::Table->new(@columns)->load(@rows)->table =~ s/ +$//gmr;
}

# An element as XML: xml(disk => { type => 'file' }, [ target => { dev => 'vda' } ], 'text').
sub xml {
    require XML::LibXML;
    my $document = XML::LibXML::Document->new;
    $document->setDocumentElement(_element(@_));
    return $document->documentElement->toString;
}

sub _element {
    my ($name, @content) = @_;
    my $element = XML::LibXML::Element->new($name);
    for (@content) {
        if (ref eq 'HASH') {
            my $attributes = $_;
            $element->setAttribute($_ => $attributes->{$_})
                for sort grep { defined $attributes->{$_} } keys %$attributes;
        } elsif (ref) {
            $element->appendChild(_element(@$_));
        } elsif (defined) {
            $element->appendText($_);
        }
    }
    return $element;
}

# A document of libvirt's.
sub parse_xml {
    require XML::LibXML;
    return XML::LibXML->load_xml(string => shift, no_blanks => 1);
}

1;
