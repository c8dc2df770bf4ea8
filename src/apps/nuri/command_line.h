#pragma once

namespace nuri::apps {

/// The command line of nuri: reads it, does what it says, and returns the exit code: 0 done, 1 the work
/// failed or the answer is "no", 2 wrong usage. Answers go to standard output, everything else to standard
/// error.
int run(int argc, char** argv);

}  // namespace nuri::apps
