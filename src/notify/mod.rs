//! EDGE: tells people of a night by webhook and e-mail, once each.
//!
//! Never asks a portal: its addresses are the operator's own.
