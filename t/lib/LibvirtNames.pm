package LibvirtNames;

# Which functions of libvirt each method calls, read from the declarations in src/ and lib/. From it stand the last line of
# each method's documentation and Sys::Virt::Manual::API: script/api-index writes both, t/901-libvirt-names.t compares.

use strict;
use warnings;

use File::Find ();
use Text::Wrap ();

my $INDEX = 'lib/Sys/Virt/Manual/API.pod';

# What a pair of brackets encloses, and a name.
my $ROUND = qr/(\((?:[^()]++|(?-1))*+\))/;
my $CURLY = qr/(\{(?:[^{}]++|(?-1))*+\})/;
my $FUNCTION = qr/\bvir[A-Z]\w+/;

# What a call does besides: it is no reason to look for that method.
my $CHORE = qr/\A(?:
    vir\w+(?:Free|Ref|Get(?:Connect|Domain|Network)) | virTypedParam\w+ | virGetLastError | (?:early|wake)::\w+ | default::exists
)\z/x;

# Where the functions belong that no method stands for.
my %WITHOUT = (
    virAdmConnectClose => 'A connection is closed when its object is freed.',
    virConnectClose => 'A connection is closed when its object is freed.',
    virConnectAuthPtrDefault => 'C<new> of L<Sys::Virt> with C<auth>, and no callback.',
    virGetLastError => 'What a failed call throws: L<Sys::Virt::Error>.',
    virInitialize => 'Loading L<Sys::Virt> does it.',
    virSetErrorFunc => 'Loading L<Sys::Virt> keeps libvirt from printing its errors.',
);

sub content {
    my $path = shift;
    open my $file, '<:raw', $path or die "$path: $!";
    local $/;
    return scalar <$file>;
}

# The rows of a table, comments aside.
sub rows {
    return map { [ split /\t/ ] } grep { length && !/^#/ } split /\n/, content(shift);
}

sub files {
    my ($folder, $kind) = @_;
    my @files;
    File::Find::find({ no_chdir => 1, wanted => sub { push @files, $_ if /$kind\z/ } }, $folder);
    @files = sort @files;
    return @files;
}

# The pages with methods: package => path.
sub pages {
    return map { (s{^lib/}{}r =~ s/\.pm\z//r =~ s{/}{::}gr) => $_ } files('lib', qr/\.pm/);
}

sub new {
    my $class = shift;
    my $self =
        bless { bound => {}, calls => {}, since => { map { @$_ } rows('t/data/libvirt-functions.tsv') } },
        $class;
    $self->read_rust($_) for grep { !m{/api\.rs\z} } files('src', qr/(?<!tests)\.rs/);    # that declares all
    my %pages = pages();
    $self->read_perl($_, $pages{$_}) for keys %pages;
    return $self;
}

# Functions of Rust as "module::name", and subs as "Sys::Virt::Domain::name", with the names that they call.
sub read_rust {
    my ($self, $path) = @_;
    my $text = content($path) =~ s{^\s*//.*}{}gmr;
    my ($module) = $path =~ m{(\w+)(?:/mod)?\.rs\z};
    my %from;
    while ($text =~ /^use crate::(?:\w+::)*(\w+)::(?:(\w+)|\{(.*?)\});/gms) {
        $from{$_} //= $1 for defined $2 ? $2 : $3 =~ /\w+/g;
    }
    my $keep = sub {
        my ($name, $body) = @_;
        my @functions = grep { $self->{since}{$_} } $body =~ /$FUNCTION/g;
        my @calls = map { [ split /::/ ] } $body =~ /(?<![.\w])((?:\w+::)?[a-z]\w*)\(/g;
        my @names = map { @$_ == 2 ? join '::', @$_ : ($from{ $_->[0] } // $module) . "::$_->[0]" } @calls;
        $self->{calls}{$name} = [ @functions, @names ];
    };
    $self->{bound}{$_}++ for grep { $self->{since}{$_} } $text =~ /$FUNCTION/g;
    $keep->("${module}::$1", $3) while $text =~ /\bfn (\w+)(?:<[^(]*>)?\s*$ROUND[^{;]*$CURLY/g;
    while ($text =~ /^subs! \{ "([\w:]+)"(?: handle)?;(.*?)^\}/gms) {
        my ($package, $subs) = ($1, $2);
        $self->{native}{$package}++;
        $keep->("${package}::$1", $3 // $4)
            while $subs =~
            /\b(?:sub|method) (\w+)$ROUND\s*(?:=(?=\s)([^;{]*(?:;[^;{]*?\)[^;{]*)*?);\n|$CURLY)/g;
    }
    return;
}

# The same for subs in Perl.
sub read_perl {
    my ($self, $package, $path) = @_;
    my ($code) = split /^__END__$/m, content($path);
    while ($code =~ /^sub (\w+) $CURLY/gm) {
        my ($name, $body) = ($1, $2);
        $self->{calls}{"${package}::$name"} =
            [ map { /:/ ? $_ : "${package}::$_" }
                $body =~ /(?:->|(?<![\w:&]))((?:Sys::Virt::\w+::)?[a-z_]\w*)(?=\(|[ ;}]|$)/g ];
    }
    return;
}

# The functions that a method calls, in the order of the alphabet.
sub functions {
    my ($self, $method) = @_;
    my (%seen, %found);
    my @todo = $method;
    while (defined(my $name = shift @todo)) {
        next if $seen{$name}++ || $name =~ $CHORE;
        $found{$name}++ if $self->{since}{$name};
        push @todo, @{ $self->{calls}{$name} // [] };
    }
    my @found = sort keys %found;
    return @found;
}

# The last line of a method's documentation.
sub line {
    my ($self, $method) = @_;
    my @functions = $self->functions($method) or return '';
    local $Text::Wrap::columns = 101;
    return Text::Wrap::wrap('', '', 'Calls ' . join(', ', map { "C<$_>" } @functions) . '.') . "\n\n";
}

# A page with these lines, whatever it had before.
sub page {
    my ($self, $package, $text) = @_;
    $text =~ s{(^=head2 ([a-z_]\w*)\n\n.*?)(?:^Calls C<vir[^\n]*(?:\n[^\n]+)*\n\n)?(?=^=(?:head|cut))}
        {$1 . $self->line("${package}::$2")}gmse;
    return $text;
}

# The methods that the pages document: [ package, name ]; not those that only wait for calls of others.
sub methods {
    my %pages = pages();
    delete @pages{ grep { /\ASys::Virt::(?:Async|Future)\b/ } keys %pages };
    return map {
        my $package = $_;
        map { [ $package, $_ ] } content($pages{$package}) =~ /^=head2 ([a-z]\w*)$/mg
        }
        sort keys %pages;
}

# The class that a function belongs to, by its name.
sub class_of {
    my $function = shift;
    return 'Sys::Virt::Admin' . ($1 ? "::$1" : '') if $function =~ /\AvirAdm(?:(Server|Client)(?=[A-Z]))?/;
    my ($class) = $function =~ /\Avir(
        Domain(?:Checkpoint|Snapshot)? | Event | Interface | NWFilter(?:Binding)? | Network(?:Port)? | NodeDevice | Secret |
        StoragePool | StorageVol | Stream
    )(?=[A-Z])/x;
    return $class ? "Sys::Virt::$class" : 'Sys::Virt';
}

# What stands at a function in the index.
sub entry {
    my ($self, $function, $methods, $ignored) = @_;
    return join ', ', map { "L<$_->[0]/$_->[1]>" } @$methods if $methods;
    return "Not called: $ignored." if $ignored;
    return $WITHOUT{$function} if $WITHOUT{$function};
    my $class = class_of($function);
    return "What a thread does that gets objects of L<$class> from another." if $function =~ /Ref\z/;
    return 'Asked by methods that need what an object belongs to.' if $function =~ /Get(?:Connect|Domain|Network)\z/;
    return 'Parameters are a hash in Perl.' if $function =~ /\AvirTypedParam/;
    return 'Done when Perl frees an object.'
        if $function =~ /\Avir(?!\w+(?:Info|Lease|Interface)Free)\w+Free\z/;
    return 'Done when its hash has been made.' if $function =~ /Free\z/;
    die "$function: no method calls it, and nothing says what it is for\n";
}

# A list of POD: [ item, text ] each.
sub items {
    local $Text::Wrap::columns = 101;
    return join '', "=over 4\n\n",
        (map { "=item $_->[0]\n\n" . Text::Wrap::wrap('', '', $_->[1]) . "\n\n" } @_),
        "=back\n\n";
}

# A version as libvirt counts them.
sub number {
    my ($major, $minor, $micro) = split /\./, shift;
    return $major * 1_000_000 + $minor * 1_000 + $micro;
}

# The functions by class, with the methods that call them.
sub by_class {
    my ($self, $methods) = @_;
    my %ignored = map { @$_ } rows('xt/api-ignore.txt');
    my %class;
    for my $function (sort keys %{ $self->{since} }) {
        my $entry = $self->entry($function, $methods->{$function}, $ignored{$function});
        push @{ $class{ class_of($function) } }, [ "$function ($self->{since}{$function})", $entry ];
    }
    return join '', map { "=head2 $_\n\n" . items(@{ $class{$_} }) } sort keys %class;
}

# The methods by the version of the oldest function, of their own class where there is one, that each can do with.
sub by_version {
    my ($self, @methods) = @_;
    my %version;
    for my $method (@methods) {
        my @functions = $self->functions(join '::', @$method) or next;
        my @own = grep { class_of($_) eq $method->[0] } @functions;
        my ($oldest) = sort { number($a) <=> number($b) } map { $self->{since}{$_} } @own ? @own : @functions;
        push @{ $version{$oldest} }, "L<$method->[0]/$method->[1]>";
    }
    return items(map { [ $_, join ', ', @{ $version{$_} } ] }
            sort { number($a) <=> number($b) } keys %version);
}

# The page that lists them all.
sub index_page {
    my $self = shift;
    my (%methods, @methods);
    for my $method (@methods = methods()) {
        push @{ $methods{$_} }, $method for $self->functions(join '::', @$method);
    }
    my %section =
        ('FUNCTIONS' => $self->by_class(\%methods), 'METHODS BY VERSION' => $self->by_version(@methods));
    my $text = content($INDEX);
    for my $heading (keys %section) {
        $text =~ s/^=head1 $heading\n\n(?:[^\n]+\n)+\n\K.*?(?=^=head1 )/$section{$heading}/ms
            or die "$INDEX: no $heading\n";
    }
    return $text;
}

# All pages as they are to be: path => text.
sub wanted {
    my $self = shift;
    my %pages = pages();
    return (
        $INDEX => $self->index_page,
        map { $pages{$_} => $self->page($_, content($pages{$_})) } keys %pages
    );
}

1;
