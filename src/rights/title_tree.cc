#include "rights/title_tree.h"

#include <algorithm>
#include <string>

namespace nuri::rights {

Result<TitleTree> TitleTree::from(std::span<const TitleNode> nodes) {
    TitleTree tree;
    tree.parents_.reserve(nodes.size());
    tree.titles_.reserve(nodes.size());
    const auto named = [](TitleId title) { return "title " + std::to_string(title.number()); };
    for (const TitleNode& node : nodes) {
        if (node.id.number() <= 0) return Error{ErrorKind::invalid, "a title has no id"};
        if (!tree.parents_.emplace(node.id, node.parent.value_or(TitleId())).second) {
            return Error{ErrorKind::conflict, named(node.id) + " is listed twice"};
        }
        tree.titles_.push_back(node.id);
    }
    for (const auto& [title, parent] : tree.parents_) {
        TitleId above = parent;
        for (int level = 1; above; ++level) {
            const auto found = tree.parents_.find(above);
            if (found == tree.parents_.end()) {
                return Error{ErrorKind::not_found,
                             named(title) + " stands below " + named(above) + ", which is not listed"};
            }
            if (level >= depth_max) {
                return Error{ErrorKind::invalid, named(title) + " stands more than " +
                                                     std::to_string(depth_max) +
                                                     " levels deep, or above itself"};
            }
            above = found->second;
        }
    }
    std::sort(tree.titles_.begin(), tree.titles_.end());
    return tree;
}

std::vector<TitleId> TitleTree::chain(TitleId title) const {
    std::vector<TitleId> chain;
    for (auto found = parents_.find(title); found != parents_.end(); found = parents_.find(found->second)) {
        chain.push_back(found->first);
    }
    return chain;
}

}  // namespace nuri::rights
