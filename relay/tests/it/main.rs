//! The relay from outside: its mail dialogue against scripted peers, its HTTP side over real sockets.

mod dialogue;
