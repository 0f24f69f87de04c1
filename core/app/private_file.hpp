// Files that hold money or secrets belong to the hub's user; others have no business with them.
#pragma once

#include <string>

namespace obolus::app {

/// Files and folders that this process makes from now on are for its user alone.
void keep_new_files_private();

/// The folder that the file is to lie in, if it isn't there yet: for this process's user alone. When that can't be made,
/// nor can the file, and whoever opens it says so.
void make_private_folder_of(const std::string& file);

/// Nobody but the owner may write to the file, and besides the owner at most its group may read it. Otherwise `problem`
/// says what to run. A file that doesn't exist is private.
bool is_private(const std::string& file, std::string& problem);

/// Takes away what is_private() would complain about, if the file is ours to change: for a database that an earlier
/// release made.
void make_private(const std::string& file);

}  // namespace obolus::app
