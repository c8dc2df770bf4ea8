#include "media/language.h"

#include <algorithm>

#include "base/text.h"

namespace nuri::media {
namespace {

/// ISO 639-1 and 639-2/T, five letters a language.
constexpr std::string_view codes =
    "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bhbih bibis "
    "bmbam bnben "
    "bobod brbre bsbos cacat ceche chcha cocos crcre csces cuchu cvchv cycym dadan dedeu dvdiv dzdzo eeewe "
    "elell eneng "
    "eoepo esspa etest eueus fafas ffful fifin fjfij fofao frfra fyfry gagle gdgla glglg gngrn guguj gvglv "
    "hahau heheb "
    "hihin hohmo hrhrv hthat huhun hyhye hzher iaina idind ieile igibo iiiii ikipk ioido isisl itita iuiku "
    "jajpn jvjav "
    "kakat kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz "
    "lglug lilim "
    "lnlin lolao ltlit lulub lvlav mgmlg mhmah mimri mkmkd mlmal mnmon mrmar msmsa mtmlt mymya nanau nbnob "
    "ndnde nenep "
    "ngndo nlnld nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor "
    "quque rmroh "
    "rnrun roron rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslk slslv smsmo snsna sosom sqsqi srsrp "
    "ssssw stsot "
    "susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah "
    "uguig ukukr "
    "ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhzho zuzul";

/// The bibliographic codes that differ from the terminological ones above.
constexpr std::string_view bibliographic[][2] = {
    {"alb", "sq"}, {"arm", "hy"}, {"baq", "eu"}, {"bur", "my"}, {"chi", "zh"}, {"cze", "cs"}, {"dut", "nl"},
    {"fre", "fr"}, {"geo", "ka"}, {"ger", "de"}, {"gre", "el"}, {"ice", "is"}, {"mac", "mk"}, {"mao", "mi"},
    {"may", "ms"}, {"per", "fa"}, {"rum", "ro"}, {"slo", "sk"}, {"tib", "bo"}, {"wel", "cy"},
};

bool is_three_letters(std::string_view text) {
    return text.size() == 3 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

std::string iso639_2(std::string_view tag) {
    const std::string primary = to_lower(tag.substr(0, tag.find('-')));
    if (is_three_letters(primary)) return primary;
    for (size_t at = 0; primary.size() == 2 && at < codes.size(); at += 6) {
        if (codes.substr(at, 2) == primary) return std::string(codes.substr(at + 2, 3));
    }
    return "und";
}

std::string bcp47(std::string_view letters) {
    if (!is_three_letters(letters)) return "und";
    for (size_t at = 0; at < codes.size(); at += 6) {
        if (codes.substr(at + 2, 3) == letters) return std::string(codes.substr(at, 2));
    }
    for (const auto& [code, tag] : bibliographic) {
        if (code == letters) return std::string(tag);
    }
    return std::string(letters);
}

}  // namespace nuri::media
