//! The program from outside, on real handbooks: one binary, one builder, fixtures that are folders.

mod approve;
mod broken;
mod check;
mod coverage;
mod doubt;
mod export;
mod fields;
mod handbook_test;
mod init;
mod matrices;
mod new;
mod robustness;
mod trails;
