package Sys::Virt::Check::Interface;

use 5.020;
use strict;
use warnings;

use Sys::Virt;
use Sys::Virt::Admin;
use Sys::Virt::Admin::Client;
use Sys::Virt::Admin::Server;
use Sys::Virt::Event;
use Sys::Virt::EventImpl;
use Sys::Virt::LXC;
use Sys::Virt::QEMU;

# What perl and the loader put into a package.
my %PERL = map { $_ => 1 } qw(DESTROY bootstrap import unimport);

sub new {
    my $class = shift;
    my $self = bless { class => {} }, $class;
    my @classes = map { s/\.pm\z//r =~ s{/}{::}gr } grep { m{^Sys/Virt(?:/Admin)?(?:/[A-Z]\w+)?\.pm\z} } keys %INC;
    my (%pod, %object);
    for my $name (@classes) {
        my $pod = $pod{$name} = _pod($INC{ $name =~ s{::}{/}gr . '.pm' });
        $self->{class}{$name} = { methods => {}, constants => {} };

        # What the pages call an object of this class: its methods are shown with it.
        $object{$1} //= $name
            if $name ne 'Sys::Virt::Error' && $pod =~ /^=head2 (?!new$)\w+\n\n\h+(?:my .* = )?\$(\w+)->/m;
    }
    $self->_read($_, $pod{$_}, \%object) for @classes;

    # Sys::Virt::Async gives it to all that have objects.
    $self->{class}{$_}{methods}{async} //= {} for grep { $_->can('DESTROY') } @classes;
    return $self;
}

sub classes { return sort keys %{ shift->{class} } }

sub constants { return sort keys %{ $_[0]{class}{ $_[1] }{constants} } }

sub constant { return $_[0]{class}{ $_[1] }{constants}{ $_[2] } }

sub method { return $_[0]{class}{ $_[1] }{methods}{ $_[2] } }

sub has_class { return exists $_[0]{class}{ $_[1] } }

# The names of a class that are most like the one given, and the classes that have that very name.
sub like_it {
    my ($self, $class, $name) = @_;
    my $kind = $name =~ /\A[A-Z0-9_]+\z/ ? 'constants' : 'methods';
    my @there = grep { $_ ne $class && $self->{class}{$_}{$kind}{$name} } $self->classes;
    return map { "${_}::$name" } @there if @there;
    my %distance = map { $_ => _distance($name, $_) } keys %{ $self->{class}{$class}{$kind} };
    my ($nearest) = sort { $distance{$a} <=> $distance{$b} || $a cmp $b } keys %distance;
    return defined $nearest && $distance{$nearest} <= 1 + length($name) / 4 ? $nearest : ();
}

# A version as libvirt counts them.
sub number {
    my ($major, $minor, $micro) = (split /\./, shift)[ 0 .. 2 ];
    return $major * 1_000_000 + ($minor // 0) * 1_000 + ($micro // 0);
}

sub _read {
    my ($self, $class, $pod, $object) = @_;
    my %section = $pod =~ /^=head2 ([a-z]\w*)\n(.*?)(?=^=head|^=cut|\z)/msg;
    my %since = map { _since($_) } $pod =~ /(^=item \Q$class\E::\w+\n.*?)(?=^=item \w|^=back|^=head)/msg;
    my ($methods, $constants) = @{ $self->{class}{$class} }{qw(methods constants)};
    no strict 'refs';
    for my $name (grep { /\A[A-Za-z]\w*\z/ && !$PERL{$_} && defined &{"${class}::$_"} } keys %{"${class}::"})
    {
        if ($name =~ /\A[A-Z]/) {
            $constants->{$name} = { since => $since{"${class}::$name"} };
            next;
        }
        my $text = $section{$name} // '';
        my ($returned) = $text =~ /^\h+my ([\$\@]\w+) = \$\w+->\Q$name\E\(/m;
        my ($since) = $text =~ /\bNeeds\s+libvirt\s+(\d+\.\d+)/;
        my ($sigil, $what) = ($returned // '') =~ /\A(.)(\w+?)s?\z/;
        my $method = $methods->{$name} = { since => $since };
        @$method{qw(returns list)} = ($object->{$what}, $sigil eq '@') if defined $what && $object->{$what};
        if ((prototype("${class}::$name") // '') =~ /\A\$(\$*)(?:;(\$*))?\z/) {
            @$method{qw(least most)} = (length $1, length($1) + length($2 // ''));
        }
    }
    return;
}

# The name of an item, and the version that it tells.
sub _since {
    my $item = shift;
    return $item =~ /\A=item (\S+)\n.*\(libvirt\s+(\d+\.\d+)\)/s ? ($1 => $2) : ();
}

sub _pod {
    my $path = shift;
    open my $file, '<:raw', $path or die "cannot read $path: $!\n";
    local $/;
    return <$file>;
}

# How many letters one must change, add or leave out to come from one word to the other.
sub _distance {
    my ($from, $to) = @_;
    my @row = 0 .. length $to;
    for my $i (1 .. length $from) {
        my @next = ($i);
        for my $j (1 .. length $to) {
            my $same = substr($from, $i - 1, 1) eq substr($to, $j - 1, 1);
            my ($least) = sort { $a <=> $b } $row[ $j - 1 ] + !$same, $row[$j] + 1, $next[ $j - 1 ] + 1;
            push @next, $least;
        }
        @row = @next;
    }
    return $row[-1];
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Interface - What methods and constants Sys::Virt has, and since when

=head1 SYNOPSIS

  use Sys::Virt::Check::Interface;

  my $interface = Sys::Virt::Check::Interface->new;
  my $method    = $interface->method('Sys::Virt::Domain', 'get_messages');
  print "needs libvirt $method->{since}\n" if $method->{since};

=head1 DESCRIPTION

Part of L<sys-virt-check>. Which names there are is asked of the loaded module, and how many
arguments a method takes. Its documentation says which libvirt is needed, and what class the object
is of that a method returns.

=head1 METHODS

=head2 classes

The names of the classes.

=head2 constant

  my $constant = $interface->constant($class, $name);

A hash with the version C<since>, undef where libvirt 6.0 has the constant; undef where there is no
such constant.

=head2 constants

  my @names = $interface->constants($class);

The names of the constants of a class.

=head2 has_class

Whether there is such a class.

=head2 like_it

  my @names = $interface->like_it($class, $name);

What may have been meant by a name that the class does not have.

=head2 method

  my $method = $interface->method($class, $name);

A hash with C<since>; C<least> and C<most>, how many arguments it takes where that is fixed;
C<returns>, the class of what it returns, and C<list>, whether that is a list. undef where there is
no such method.

=head2 new

Reads what Sys::Virt is loaded.

=head2 number

  my $number = Sys::Virt::Check::Interface::number('9.0');

A version as libvirt counts them, such as 9000000.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
