/**
 * @file What differs between languages where sentences and words are found: abbreviations, words that open a sentence,
 * quotation marks, ordinals, decimal commas and elision.
 *
 * Own rules, and not `Intl.Segmenter`: its come from ICU, whose version is another one in each Node, and the same text must
 * give the same words wherever a run is trained, evaluated and used. The German and French lists are of clinical letters.
 */
/** The languages that have rules. */
export const LANGUAGES = ['en', 'de', 'fr'];
const listed = (names) => new Set(names.split(' ').filter(name => name !== ''));
function abbreviationsOf(lists) {
    return new Map(lists.flatMap(([rule, names]) => [...listed(names)].map(name => [name, rule])));
}
const english = {
    abbreviations: abbreviationsOf([
        [
            'never',
            'e.g eg i.e ie vs v.s cf viz fig figs eq eqs ref refs tab dr prof mr mrs ms st approx ca resp incl',
        ],
        ['never', 'dept univ var subsp ssp str cv suppl'],
        ['number', 'no nos vol ch sec pp'],
        [
            'opener',
            'al etc sp spp inc ltd co corp jr sr ed eds i.v iv i.p ip i.m s.c p.o i.n b.i.d t.i.d q.i.d q.d b.w',
        ],
        ['opener', 'a.m p.m u.s u.k ph.d m.d p c g'],
    ]),
    abbreviatedEnding: undefined,
    units: undefined,
    openers: listed('A An The This These Those That There Here It Its We Our They Their He She His Her I In On At By For From To ' +
        'Of With Without After Before During Since When While Although Though If As Because However Thus Therefore ' +
        'Hence Moreover Furthermore Also Additionally Finally First Second Third Both All Some Most Many Each Several ' +
        'Such Other No Not Only Using Based Compared Results Result Conclusion Conclusions Methods Method ' +
        'Objective Objectives Background Patients Taken Together Our Among Between Under Whereas But And Yet'),
    closing: '"\'”’»)]}',
    opening: '"\'“‘«([{',
    spacedQuotes: false,
    spacedAbbreviations: false,
    ordinals: false,
    decimalComma: false,
    elided: new Set(),
};
/** Of times, sizes and amounts that are also initials or words. */
const clinicalUnits = /[\p{N}/]\s?(?:min|h|m|g|l)$/u;
const german = {
    abbreviations: abbreviationsOf([
        [
            'never',
            'z.b zb bzw d.h dh ca ggf gg ggfs evtl evt sog zzgl abzgl inkl incl exkl exkl einschl insb insbes bes',
        ],
        [
            'never',
            'z.n v.a v.a.a dd st.p st.n z.t z.zt z.z u.u i.r i.s i.s.e i.s.v i.b i.d.r o.g u.g s.g g.g s.o s.u',
        ],
        ['never', 'dr prof priv doz pd dipl ing med hr fr frl vgl gem lt bez bzgl mind max tel fax geb'],
        ['never', 'aufgr wg v.d b.d i.v.m a.d m.d jan feb febr mär apr jun jul aug sep sept okt nov dez'],
        ['number', 'nr abb tab kap abs art bd s ziff anl pkt lfd'],
        [
            'opener',
            'pat patn z usw etc u.a u.ä o.ä u.v.m usf al co str min std stdl sek tgl wö mo mon wo jhd jh tbl',
        ],
        [
            'opener',
            'tabl kps amp inf supp trpf drg i.v iv s.c sc p.o po i.m im i.c i.a p.i a.p d.d ap pa o.b o.n o.p.b',
        ],
        ['opener', 're li bek unauff beg dir bds beidseits prox dist lat ventr dors kran kaud sup ant post'],
        [
            'opener',
            'chir onkol neurol kardiol klin path pathol histol radiol sonogr lab amb ambul stat postop präop',
        ],
        ['opener', 'intraop anamn diagn ther rez akut chron subj obj neg pos ausgepr verh led verst entl'],
    ]),
    abbreviatedEnding: /(?:str|abt|unters|beh|klin|ther)$/iu,
    units: clinicalUnits,
    openers: listed('Der Die Das Den Dem Des Ein Eine Einen Einem Einer Eines Es Er Sie Wir Ich Ihr Ihre Ihren Man Bei Im In Am An Ans ' +
        'Auf Aus Nach Vor Mit Ohne Zur Zum Zu Unter Über Durch Für Gegen Seit Während Wegen Trotz Aufgrund Als Wenn Da ' +
        'Weil Dass Ob Obwohl Nachdem Bevor Damit Dabei Daher Deshalb Danach Dann Dort Hier Hierbei Hierzu Hierunter ' +
        'Hierauf Anschließend Anschliessend Zusätzlich Zunächst Zuletzt Weiterhin Weitere Außerdem Ferner Allerdings ' +
        'Jedoch Insgesamt Aktuell Derzeit Anamnestisch Klinisch Sonographisch Radiologisch Postoperativ Präoperativ ' +
        'Intraoperativ Laborchemisch Histologisch Diese Dieser Dieses Diesem Diesen Kein Keine Keinen Keinerlei Alle ' +
        'Beide Auch Aber Und Oder Sowohl Somit So Sonst Nun Patient Patientin Nebenbefundlich Ansonsten Vom Von Beim ' +
        'Bis Um Ab Sollte Sollten Bitte Vgl Siehe'),
    closing: '"\'”’“‘»«)]}',
    opening: '"\'„‚“‘«»([{',
    spacedQuotes: false,
    spacedAbbreviations: true,
    ordinals: true,
    decimalComma: true,
    elided: new Set(),
};
const french = {
    abbreviations: abbreviationsOf([
        [
            'never',
            'm mm mme mmes mlle mlles dr drs pr prof me mgr st ste p.ex cf env approx c.-à-d c-à-d c.à.d c.à-d',
        ],
        ['never', 'e.g i.e vs fig figs tab réf éq resp janv févr avr juil sept oct nov déc dept dpt av bd'],
        ['number', 'n no nº n° p pp vol chap t éd art tél bât'],
        ['opener', 'etc al i.v iv s.c sc p.o po i.m im i.r cp cps gél amp inj hosp serv min sec h j j.-c co'],
        ['opener', 'max anat path ant post lat inf sup sem mg ml kg'],
    ]),
    abbreviatedEnding: undefined,
    units: clinicalUnits,
    openers: listed("Le La Les L' Un Une Des Du De D' Il Elle Ils Elles On Nous Vous Je J' Ce Cet Cette Ces C' Son Sa Ses Leur Leurs En " +
        'Au Aux À A Dans Sur Sous Avec Sans Par Pour Pendant Après Avant Depuis Lors Lorsque Quand Si Comme Puis Ensuite ' +
        "Enfin Mais Et Ou Or Donc Ainsi Cependant Toutefois Néanmoins Aucun Aucune Absence Actuellement À Chez Devant S' " +
        "N' Qu' Lorsqu' Patient Patiente Examen Traitement Évolution Devenu Présence Pas Tout Toute Tous Toutes Notre Votre"),
    closing: '"\'”’»)]}',
    opening: '"\'“‘«([{',
    spacedQuotes: true,
    spacedAbbreviations: true,
    ordinals: false,
    decimalComma: true,
    elided: listed('l d j m t s c n qu jusqu lorsqu puisqu quoiqu presqu quelqu aujourd'),
};
/** The rules of each language. */
export const languageRules = {
    en: english,
    de: german,
    fr: french,
};
/**
 * The language that a document or a configuration names, such as `de` or `de-AT` (BCP 47); undefined for one without rules
 * of its own, and for UIMA's `x-unspecified`.
 */
export function languageOf(code) {
    const primary = code === undefined ? undefined : /^[a-z]+/i.exec(code.trim().slice(0, 20))?.[0].toLowerCase();
    return LANGUAGES.find(language => language === primary);
}
