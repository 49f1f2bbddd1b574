//! Stands in for clap, which only the command line of libperl-macrogen uses, and that is not built: see ../../README.
