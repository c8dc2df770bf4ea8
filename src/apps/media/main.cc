#include <unistd.h>

#include <cstdio>
#include <string_view>

#include "commands.h"
#include "libav.h"
#include "reply.h"
#include "request.h"
#include "sandbox.h"

namespace nuri::media_worker {
namespace {

struct Command {
    std::string_view name;
    Result<std::string> (*run)(const Request&, Reply&);
};

constexpr Command commands[] = {
    {"probe", probe},           {"analyse", analyse}, {"encode", encode},       {"audio", encode_audio},
    {"thumbnails", thumbnails}, {"picture", picture}, {"self-test", self_test},
};

Result<> enter_sandbox(const Request& request) {
    Confinement confinement;
    for (const int64_t descriptor : TRY(request.inputs()))
        confinement.descriptors.push_back(static_cast<int>(descriptor));
    for (const int64_t descriptor : TRY(request.outputs()))
        confinement.descriptors.push_back(static_cast<int>(descriptor));
    for (const int descriptor : confinement.descriptors) {
        if (descriptor < 3 || descriptor > 1000)
            return Error{ErrorKind::invalid, "inputs and outputs are descriptors from 3"};
    }
    confinement.memory_max_bytes =
        static_cast<uint64_t>(TRY(request.integer("memory_max_bytes", int64_t{64} << 20, int64_t{1} << 40)));
    confinement.cpu_max_seconds =
        static_cast<uint64_t>(TRY(request.integer("cpu_max_seconds", 1, 7 * 24 * 3600)));
    confinement.file_max_bytes =
        static_cast<uint64_t>(TRY(request.integer("file_max_bytes", 0, int64_t{1} << 44)));
    return confine(confinement);
}

Result<std::string> answer(Reply& reply) {
    const Request request = TRY(Request::read(STDIN_FILENO));
    const std::string name = TRY(request.word("command"));
    for (const Command& command : commands) {
        if (command.name != name) continue;
        TRY(enter_sandbox(request));
        return command.run(request, reply);
    }
    return Error{ErrorKind::invalid, "no such command: " + name};
}

}  // namespace
}  // namespace nuri::media_worker

int main(int argc, char**) {
    using namespace nuri::media_worker;
    if (argc > 1) {
        std::fputs(
            "nuri-media works for nuri: it reads one request on standard input and answers in JSON lines\n"
            "(docs/formats/media-worker.md). It is not for use by hand.\n",
            stderr);
        return 2;
    }
    av_log_set_level(AV_LOG_FATAL);
    Reply reply;
    const nuri::Result<std::string> result = answer(reply);
    if (!result) {
        reply.failed(result.error());
        return result.error().kind == nuri::ErrorKind::invalid ? 2 : 1;
    }
    reply.done(*result);
    return 0;
}
