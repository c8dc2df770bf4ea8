#pragma once

#include "base/result.h"
#include "base/time.h"

namespace nuri::members {
class MailPort;
}  // namespace nuri::members

namespace nuri::server {

class Registers;

/// Sends the letters about what comes up to the operators who asked for them (desk/notice_letters.h): one
/// letter with all that is new to its reader, in English or Korean, and only of what their role may see. Who
/// is disabled gets none.
///
/// What was told is noted after the letter has left: a process killed in between sends it twice, and one that
/// cannot be sent is tried again the next time. Returns how many letters were sent.
Result<int> send_notice_letters(Registers& registers, members::MailPort& mail, Instant now);

}  // namespace nuri::server
