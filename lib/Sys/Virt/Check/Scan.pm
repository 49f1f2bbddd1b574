package Sys::Virt::Check::Scan;

use 5.020;
use strict;
use warnings;

use File::Find ();
use Sys::Virt::Check::Differences;
use Sys::Virt::Check::Interface;

# What can be called on every object.
my %UNIVERSAL = map { $_ => 1 } qw(DESTROY DOES VERSION can import isa unimport);

# The oldest libvirt that Sys::Virt runs on: all else is newer.
my $FLOOR = '6.0';

sub new {
    my ($class, %params) = @_;
    eval { require Sys::Virt::Check::Source; 1 } or do {
        die $@ unless $@ =~ m{locate PPI\.pm};
        die "scanning needs the Perl module PPI: install libppi-perl, or PPI from CPAN\n";
    };
    my $interface = Sys::Virt::Check::Interface->new;
    my $number = \&Sys::Virt::Check::Interface::number;
    my $libvirt = $params{libvirt};
    if (defined $libvirt) {
        die "--libvirt takes a version such as 9.0, not $libvirt\n"
            unless $libvirt =~ /\A\d+\.\d+(?:\.\d+)?\z/;
        die "Sys::Virt needs libvirt $FLOOR or newer, not $libvirt\n"
            if $number->($libvirt) < $number->($FLOOR);
    }
    return bless { interface => $interface, libvirt => $libvirt, added => {}, findings => [] }, $class;
}

# The Perl files among what is given: all that is named, and what looks like Perl in folders.
sub files {
    my @files;
    for my $path (@_) {
        die "there is no $path\n" unless -e $path;
        if (!-d _) { push @files, $path; next }
        File::Find::find({ no_chdir => 1, wanted => sub { push @files, $_ if -f && _is_perl($_) } }, $path);
    }
    return sort @files;
}

sub _is_perl {
    my $path = shift;
    return 1 if $path =~ /\.(?:pl|pm|t|cgi|psgi|plx)\z/i;
    return 0 if $path =~ m{\.\w+\z} && $path !~ m{\.in\z};
    open my $file, '<', $path or return 0;
    return (readline($file) // '') =~ /\A#!.*\bperl/;
}

# What is to be said of these files: hashes with file, line, level, text, instead.
sub scan {
    my ($self, @files) = @_;
    my @sources;
    for my $path (@files) {
        open my $file, '<', $path or die "cannot read $path: $!\n";
        my $text = do { local $/; <$file> // '' };
        next if $text !~ /\bSys::Virt\b/;
        my $source = eval { Sys::Virt::Check::Source->new($path, $self->{interface}) };
        if ($source) { push @sources, $source }
        else { warn "sys-virt-check: $@" }
    }
    $self->{added} = { map { $_ => 1 } map { $_->additions } @sources };
    my $registers = grep { $_->registers_loop } @sources;
    for my $source (@sources) {
        $source->{registers} = $registers;
        $self->_scan($source);
    }
    return
        sort { $a->{file} cmp $b->{file} || $a->{line} <=> $b->{line} || $a->{text} cmp $b->{text} }
        splice @{ $self->{findings} };
}

sub _scan {
    my ($self, $source) = @_;
    local $self->{source} = $source;
    for my $call ($source->calls) {
        $self->_name($call->element, $call->class, $call->name, $call) if defined $call->class;
        $self->_differences($call);
    }
    for my $token ($source->find('PPI::Token::Word'), $source->find('PPI::Token::Symbol')) {
        my ($class, $name) = $token->content =~ /\A&?(Sys::Virt(?:::\w+)*)::(\w+)\z/ or next;
        next if $token->isa('PPI::Token::Symbol') && $token->content !~ /\A&/;
        next if $self->{interface}->has_class("${class}::$name") || _is_no_call($token);
        $self->_name($token, $class, $name);
        for my $row (grep { ($_->{function} // '') eq "${class}::$name" }
            Sys::Virt::Check::Differences::all())
        {
            $self->_report($token, $row->{level}, "$name $row->{says}", $row->{instead})
                if $row->{when}->($token, $source);
        }
    }
    for my $token (
        $source->find('PPI::Token::Quote'), $source->find('PPI::Token::Regexp'),
        $source->find('PPI::Token::QuoteLike')
        )
    {
        for my $row (grep { $_->{text} } Sys::Virt::Check::Differences::all()) {
            my $text = $token->content =~ s/\A(?:q[qwr]?)?\W(.*)\W\z/$1/sr;
            next if $text !~ $row->{text} || ($row->{when} && !$row->{when}->($token, $source));
            $self->_report($token, $row->{level}, "'$text' $row->{says}", $row->{instead});
        }
    }
    return;
}

# A name with :: that is not what it says: of a package, a sub to be made, or a class in front of an arrow.
sub _is_no_call {
    my $token = shift;
    my ($before, $after) = ($token->sprevious_sibling, $token->snext_sibling);
    return 1 if $after && $after->isa('PPI::Token::Operator') && $after eq '->';
    return $before && $before->isa('PPI::Token::Word') && $before =~ /\A(?:package|use|no|require|sub|new)\z/;
}

# A method, a function or a constant of a class, by its name.
sub _name {
    my ($self, $token, $class, $name, $call) = @_;
    my $interface = $self->{interface};
    return
           if !$interface->has_class($class)
        || $UNIVERSAL{$name}
        || $name =~ /\A_/
        || $self->{added}{"${class}::$name"};
    my $is_constant = $name =~ /\A[A-Z][A-Z0-9_]*\z/;
    my $known = $is_constant ? $interface->constant($class, $name) : $interface->method($class, $name);
    if (!$known) {
        return if $class eq 'Sys::Virt::Error' && $call;
        my @like = $interface->like_it($class, $name);
        my $what = $is_constant ? 'constant' : $call ? 'method' : 'sub';
        $self->_report($token, 'missing', "$class has no $what $name", $like[0]);
        return;
    }
    my $number = \&Sys::Virt::Check::Interface::number;
    if (   defined $self->{libvirt}
        && $known->{since}
        && $number->($known->{since}) > $number->($self->{libvirt}))
    {
        $self->_report(
            $token, 'newer', "${class}::$name needs libvirt $known->{since}",
            "\$conn->get_library_version >= " . $number->($known->{since}) . ', or catch ERR_NO_SUPPORT'
        );
    }
    $self->_count($token, $known, $call) if $call && !$call->is_class && defined $known->{most};
    return;
}

sub _count {
    my ($self, $token, $known, $call) = @_;
    my $count = $call->count // return;
    return if $count >= $known->{least} && $count <= $known->{most};
    my $right = $known->{least} == $known->{most} ? $known->{most} : "$known->{least} to $known->{most}";
    $self->_report($token, 'refuses', $call->name . " takes $right arguments, not $count", undef);
    return;
}

sub _differences {
    my ($self, $call) = @_;
    for my $row (Sys::Virt::Check::Differences::all()) {
        next if !defined $row->{name} || !_fits($row->{name}, $call->name);
        my $class = $call->class;
        next if $row->{class} && !(defined $class && _fits($row->{class}, $class));
        next if $row->{when} && !$row->{when}->($call, $self->{source});
        $self->_report($call->element, $row->{level}, $call->name . " $row->{says}", $row->{instead});
    }
    return;
}

sub _fits {
    my ($pattern, $text) = @_;
    return ref $pattern ? $text =~ $pattern : $text eq $pattern;
}

sub _report {
    my ($self, $token, $level, $text, $instead) = @_;
    push @{ $self->{findings} },
        {
        file => $self->{source}->path, line => $token->line_number, level => $level, text => $text,
        instead => $instead
        };
    return;
}

1;

__END__

=encoding utf8

=head1 NAME

Sys::Virt::Check::Scan - Find in the source of programs what Sys::Virt refuses or does otherwise

=head1 SYNOPSIS

  use Sys::Virt::Check::Scan;

  my $scan = Sys::Virt::Check::Scan->new(libvirt => '9.0');
  print "$_->{file}:$_->{line}: $_->{text}\n" for $scan->scan(Sys::Virt::Check::Scan::files('scripts'));

=head1 DESCRIPTION

What C<sys-virt-check scan> does, for programs. It needs L<PPI>.

=head1 METHODS

=head2 files

  my @files = Sys::Virt::Check::Scan::files(@paths);

The files that are named, and the Perl files below folders that are.

=head2 new

  my $scan = Sys::Virt::Check::Scan->new(libvirt => $version);

C<libvirt> is the version that the programs are to run on; without it what is newer is not reported.

=head2 scan

  my @findings = $scan->scan(@files);

A hash for each finding: C<file>, C<line>, C<level> (one of C<missing>, C<refuses>, C<newer>,
C<differs>, C<deprecated>), C<text>, and C<instead>, the right form, which may be undef.

=head1 SEE ALSO

L<sys-virt-check>.

=head1 AUTHORS

The Sys::Virt contributors.

=head1 LICENSE

This is free software under the same terms as Perl 5 itself.

=cut
