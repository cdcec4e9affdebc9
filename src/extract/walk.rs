//! One way through a tree, in reading order, that may pass branches by.
//!
//! Never recurses: a page may be as deep as the guard lets it.

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::Node;

/// Goes through all below `root` and `root` itself. `visit` is told of each node when it is
/// opened, where it says whether to go below it, and when it is closed.
pub(super) fn walk<'a>(root: NodeRef<'a, Node>, mut visit: impl FnMut(Edge<'a, Node>) -> bool) {
    let mut node = root;
    loop {
        if visit(Edge::Open(node))
            && let Some(child) = node.first_child()
        {
            node = child;
            continue;
        }
        loop {
            visit(Edge::Close(node));
            if node.id() == root.id() {
                return;
            }
            if let Some(next) = node.next_sibling() {
                node = next;
                break;
            }
            let Some(parent) = node.parent() else { return };
            node = parent;
        }
    }
}
