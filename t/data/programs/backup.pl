#!/usr/bin/perl
# Copies the volumes of a pool into a folder while its guests are frozen, and thaws them whatever happens.
use strict;
use warnings;

use Fcntl;
use Sys::Virt;
use Sys::Virt::Stream;
use XML::Simple;

@ARGV == 2 or die "usage: $0 GUEST FOLDER\n";
my ($guest, $folder) = @ARGV;

my $c = Sys::Virt->new(uri => 'qemu:///system', auth => 1,
    credlist => [Sys::Virt::CRED_AUTHNAME, Sys::Virt::CRED_PASSPHRASE], callback => \&login);

sub login {
    my $creds = shift;
    foreach my $cred (@{$creds}) {
        $cred->{result} = $ENV{LIBVIRT_USER} if $cred->{type} == Sys::Virt::CRED_AUTHNAME;
        $cred->{result} = $ENV{LIBVIRT_PASS} if $cred->{type} == Sys::Virt::CRED_PASSPHRASE;
    }
    return 0;
}

my $dom = $c->get_domain_by_name($guest);
my $xml = XMLin($dom->get_xml_description(Sys::Virt::Domain::XML_INACTIVE), ForceArray => ['disk']);
my $frozen = 0;
eval {
    $frozen = $dom->fs_freeze([]);
    foreach my $disk (@{ $xml->{devices}{disk} }) {
        my $source = $disk->{source}{file} or next;
        my $vol = $c->get_storage_volume_by_path($source);
        copy($vol);
    }
};
my $error = $@;
$dom->fs_thaw([]) if $frozen;
die $error if $error;

sub copy {
    my $vol = shift;
    my $name = $vol->get_name;
    my $file = "$folder/$name";
    sysopen my $out, $file, O_WRONLY | O_CREAT | O_TRUNC or die "$file: $!";
    my $st = $c->new_stream();
    $vol->download($st, 0, 0, 0);
    while (1) {
        my $data;
        my $got = $st->recv($data, 256 * 1024);
        last if $got == 0;
        die "$name: broken\n" if $got < 0;
        syswrite($out, $data, $got) == $got or die "$file: $!";
    }
    $st->finish;
    close $out or die "$file: $!";
}
