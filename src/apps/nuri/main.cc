#include "apps/nuri/command_line.h"

int main(int argc, char** argv) {
    return nuri::apps::run(argc, argv);
}
