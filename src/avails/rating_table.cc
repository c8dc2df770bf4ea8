#include "avails/rating_table.h"

namespace nuri::avails {

std::string_view rating_table() {
    return R"table(
ACMA | AU | P, C, G, PG, M, MA
AFC | CA CA-AB | G, PG, 14A, 18A, R | CL, OL, V, H, BV, G, SV, N, SS, S, XS, C, D, NYC, NC, M, DC
AGCOM | IT | T, VM14, VM18, VM6
AI | TR | GA, 7+, 13+, 18+ | V, S, N
ANATEL | CL | F, I, I-7, I-10, I-12, R, A
BBFC | GB | U, PG, 12, 12A, 15, 18, R18 | Discrimination, Drugs, Horror, Behaviour, Language, Nudity, Sex, Theme, Violence, Sex works at 18
BFVC | TH | G, E, 13, 15, 18, 20, B
BMUKK | AT | AA, 6, 8, 10, 12, 14, 16
CBFC | IN | UA7+, UA13+, UA16+, U, UA, A, S
CBSC | CA CA-ON | E, C, C8, G, PG, 14, 18 | Violence, Sex-Nudity, Language
CBSC-F | CA CA-QC | EC, G, !8+, 13+, 16+, 18+, RC
CCC | CL | TE, 18X, !6, 7, 14, 18
CCE | MO PT | A, M/3, !M/4, M/6, M/12, M/14, M/16, M/18, M/18-P
CCEP | CR | TP7, TP, I, TP12, 12, 15, 18
CHVRS | CA | G, E, PG, 14A, 18A, R
CIC-SA | SA | G, PG, PG12, R12, R15, R18
!CICF | BE | E, KT/EA, KNT/ENA
CNA | RO | AP, 12, 15, 18, 18+, G
CNC | FR | T, 12, 16, 18, interdiction
CNE | EC | TP, 12, 15, 18, 21
CPBC | CA CA-BC | G, PG, 14A, 18A, R, A
CPBC-T | CA CA-BC | AP, SP, R, !A
CSA | BE BE-WAL | 10, 12, 16, 18, interdiction
CSA | FR | 10, 12, 16, 18, interdiction
CSCF | LU | T, !A, 6, 12, 16, 18
DJCTQ | BR | AL, !ER, L, !L-12, !L-14, !L-16, !L-18, !L-10, A10, 10, !10-16, !10-14, !10-12, !10-18, A12, 12, !12-18, !12-16, !12-14, 14, A14, !14-18, !14-16, 16, A16, !16-18, 18, A18 | V, VE, CS, N, S, SE, D, DL, DI, LI, AC, CI, NR, T, TA, VF, DE, PM, M, TS
EIRIN | JP | G, PG12, R15+, R18+
ESRB | CA US | RP, RP17, E, !C, 10-plus, T, M, A
FAB | US | F, C, PD, PD-M, !M, !VM, EM, AO | L-M, L-S, N, N-B, V, V-G, V-FW, FY, S, S-E, S-T, S-I, S-Ex, S-Sc, S-In, D
FCBM | MY | U, P12, !P13, 13, 16, 18, !18SX, !18PA, !18SG, !18PL
FCO | HK | I, IIA, IIB, III
Film | BN | U, A/PG, X
Film | BO | TP, 14, 16, 18
Film | CH | 0, 6, 8, 10, 12, 14, 16, 18
Film | CZ | U, 12, !14, 15, 18
Film | EE | !Pere, L, MS-6, !K-6, MS-12, K-12, K-14, K-16
Film | EG | 16, GN, 12+, 18, BN
Film | CY GR | K, !E, K-12, K-13, K-15, K-17, 18+
Film | HN | G, 12, 15, 18
Film | IL | ALL, 12, 14, 16, 18
Film | PE | PT, PG, 14, 18
Film | SK | G, 7, P2, P5, P8
Film | SV | AA, A, B, C, D, E
FPB | ZA | A, PG, 7-9-PG, 10, !10M, 10-12-PG, 13, 16, 18, X18, !XX | D, H, CT, IAT, L, N, P, S, SV, V, B, Photo, CI
FRISK | IS | 14, L, 6, 9, 12, 16, 18 | F, B, O, E, K, H
FSF | DE | 0, 6, 12, 12ab20uhr, 16, 18, !X | Angst, Gewalt, Desorientierung, Sex, Sprache
FSK | DE | 0, 6, 12, 16, 18, !Keine
HAVC | HR | SU, 12, 15, 18
IBMCT | TR | GA, 6A, 6, !7A, !7, 10A, 10, 13A, 13, !15A, !15, 16, 18 | V, B, S
ICAA | ES | APTA, ER, 7, 12, !13, 16, 18, X
IFCO | IE | G, PG, 12, 15, 18 | V, SC, L, D, Theme
IFCOF | IE | G, PG, 12A, 15A, 16, 18 | V, SC, L, D, Theme
INAU | UY | TP, 6, 9, 12, 15, 18
INCAA | AR | ATP, SAM13, SAM16, SAM18, C
KCB | KW | PG, G, 12+, 13+, 15+, 18+
KCB | KZ | K, BA, B14, E16, E18, HA
KCC | KR | All, 7+, 12+, 15+, 19+
KFCB | KE | G, PG, 16+, R
Kijkwijzer | BE NL | AL, 6, 9, 12, 14, 16, 18 | G, A, S, T, D, H
KMRB | KR | G, 12+, 15+, 19+, !18+, LIM | T, S, V, DL, H, DR, IR
LCB | LB | PG, G, PG13, PG16, 18+, R21
LKC | LT | V, N-7, N-13, N-16, N-18
LSF | ID | SU, !A, 13, 17, 21
MBACT | IT | T, VM6, VM14, !VM16, VM18 | V, UA, AD, S, L, DO
MC-JO | JO | G, PG, PG13, PG15, 15+, 18+
MCCAA | MT | U, PG, 12A, 12, !14, 15, !16, 18
MCCYP | DK | A, 7, 11, 15
MCFA-KH | KH | G, !PG-13, NC-15, R-18
MCST | VN | P, !0, !C13, !C16, !16+, !C18, !NYR, C, T18, T16, T13, K
MDA | SG | G, PG, PG13, NC16, M18, R21 | T, V, N, S, L, D, H, Intimacy-Some, Intimacy, SexualReference-Some, SexualReference, SexScene-Brief, SexScene-Some, SexHumor, HomosexualReference-Some, HomosexualReference, SexualContent, SexualContent-Crude, SexScene, HomosexualContent-Some, HomosexualContent, CoarseLanguage-Some, CoarseLanguage, CoarseLanguage-Strong, Violence-Some, BattleScenes, Violence, Violence-Sexual, Gore, Violence-Strong, Gore-Strong, Horror, Frightening-Some, Frightening, Nudity-Brief, Nudity-Some, Nudity, DrugRef-Some, DrugUse-Some, DrugUse, DrugRef, DrugContent, MatureTheme, HomosexualTheme, MatureContent-Some , Gambling, ReligeousContent, ReligeousReference-Some, ReligeousReference, RacialReference-Some, DisturbingScene, Supernatural, SexualityEducation, IntenseSequences-Some, RacialContent, RacialReferneces, CrudeHumor, MatureContent, DisturbingContent
MDA-VG | SG | Adv16, M18 | T, V, N, S, L, D, H
Medietilsynet | NO | A, 6, !7, 9, !11, 12, 15, 18
MEKU | FI | S, 7, 12, 16, 18 | V, SC, A, D
MFCB | CA CA-NB CA-NS CA-PE | G, PG, 14A, !AA, 18A, R, A, !XXX
MIA | BH | PG, G, PG-13, PG-15, 15+, 18+
MKRF | BY | 18+, 0, 6+, 12+, 16+
MKRF | AM BY RU | 0, 6, 12, 14, 16, 18
MOC | CO | E, T, 7, 12, 15, 18, X, !Banned
MOC-TW | TW | G, P, !PG, R-12, R-15, R
MOC-TW-TV | TW | G, P, PG-12, PG-15, R
MOI | AE | PG, G, PG13, PG15, 15+, 18+, 21+
MOI-G | AE | 18, 21, 3, 16, 7, 12
MPAA | US | G, PG, !M, !GP, PG-13, R, NC-17, !X
MPAAT | US | GB, RB
MTRCB | PH | G-TV, G, PG-TV, PG, SPG, R13, R16, R18, X | THEME, LANG
NBC | MV | G, PG, 12+, 15+, 18+, 18+R, PU
NBC-PL | PL | I, II, III, IV, 18+
NCS | AU | G, PG, M, MA15, R18+, CTC, X18+, RC
NFRC | BG | A, B, C, C+, D+, D, X
NFVCB | NG | G, PG, 12, 12A, 15, 18, RE
NKC-LV | LV | U, 7+, 12+, 16+, 18+
OFLC | NZ | 13, 16, 18, G, PG, RP13, R13, R15, M, RP16, R16, RP18, R18, R
!OFRB | CA CA-ON | G, PG, 14A, 18A, R
PEGI | AT BE BG CH CY CZ DK EE ES FI FR GB GR HU IE IL IS IT LT LU LV MT NL NO PL PT RO SE SI SK | PEGI-3, PEGI-OK, PEGI-7, PEGI-12, PEGI-16, PEGI-18 | Language, Discrimination, Drugs, Fear, Gambling, Sex, Violence, Online gameplay, In-Game Purchases
RCNOF | HU | I, II, III, IV, V, !VI
RCQ | CA CA-QC | G, 13+, 16+, 18+, RC | I, Y, L, S, V, H, X
RESORTE-Health | VE | A, B, C, D
RESORTE-Language | VE | A, B, C
RESORTE-Sexo | VE | A, B, C, D, E
RESORTE-Violencia | VE | A, B, C, D, E
RIAA | US | PAL
RTC | MX | AA, A, B, B15, C, D
RTE | IE | Ch, GA, PS, MA
SM-SA | SE | Barntillåten, 7, 11, 15
!SMAIS | IS | L, 7, 12, 14, 16, 18
TV | EC | A, B, C
TV | SK | G, U, E7-, E7+, E12, E15, 7, 12, 15, 18
TVPG | US | TV-Y, TV-G, TV-Y7, TV-Y7-FV, TV-PG, TV-14, TV-MA | D, L, S, V, FV
Ukraine | UA | Yes, 12, For, !14, 16, 18, !X21, Denied
UNRATED | ZZ | ALL, UNRATED, ADULT, PROSCRIBED | LOWER, NEUTRAL, HIGHER, NOT YET RATED, NOT RATED
)table";
}

}  // namespace nuri::avails
