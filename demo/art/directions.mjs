// Every title's art direction, by its slug.
import * as farther from './americas-africa-oceania.mjs';
import * as asia from './asia.mjs';
import * as europe from './europe.mjs';
import * as korea from './korea.mjs';

export const directions = {
    'dawn-over-hanok': korea.dawnOverHanok,
    'tide-line': korea.tideLine,
    'the-third-bell': korea.thirdBell,
    'noodle-alley': korea.noodleAlley,
    sumbisori: korea.sumbisori,
    'moon-rabbit-patrol': korea.moonRabbits,
    'the-last-bus-home': korea.lastBus,
    'the-paper-lantern-express': asia.paperLanterns,
    'monsoon-radio': asia.monsoonRadio,
    'the-river-of-small-gods': asia.smallGods,
    'the-weight-of-kites': asia.kites,
    'dusk-protocol': asia.duskProtocol,
    'harbour-of-glass': asia.glassHarbour,
    'rain-on-platform-nine': asia.platformRain,
    nattlinja: europe.nattlinja,
    'the-cartographers-daughter': europe.cartographer,
    'seven-to-midnight': europe.minuit,
    'the-empty-chair': europe.emptyChair,
    'the-clockwork-orchard': europe.clockworkOrchard,
    'the-lighthouse-keepers-cat': europe.keepersCat,
    'saudade-station': farther.estacaoSaudade,
    'red-dust-parallel': farther.redDust,
    'pampas-static': farther.staticPampas,
    'lagos-after-rain': farther.lagos,
    'hotel-boreal': farther.hotelBoreal,
    'half-light-county': farther.halfLight,
    'the-salt-clock': farther.saltClock,
};
