/**
 * @file The words that spaCy's blank English (version 3) cuts by name: contractions, abbreviations, hours and
 * emoticons.
 *
 * Written as families: a word and the endings that it takes, each ending being the words that come after it.
 */
/** Each special case's words, by the length of each in UTF-16 code units; together they are the special case. */
export const specialCases = new Map();
function add(...words) {
    specialCases.set(words.join(''), words.map(word => word.length));
}
function capitalised(word) {
    return word[0].toUpperCase() + word.slice(1);
}
/** Adds each word, as it is and capitalised, with each ending. */
function addFamily(words, ...endings) {
    for (const word of words.split(' '))
        for (const form of [word, capitalised(word)])
            for (const ending of endings)
                add(form, ...ending.split(' '));
}
const future = ["'ll", 'll', "'ll 've", 'll ve', "'d", 'd', "'d 've", 'd ve'];
addFamily('i', "'m", 'm', "'m a", 'm a');
addFamily('i you he she it we they', ...future);
addFamily('i you we they', "'ve", 've');
addFamily('you we they', "'re", 're');
addFamily('he she it', "'s", 's');
addFamily('who what when where why how there that this', "'s", 's');
addFamily('who what when where why how there that this these those', ...future);
addFamily('who what when where why how there these those', "'re", 're', "'ve", 've');
addFamily('ca could do does did had may might must need ought sha should wo would', ...["n't", 'nt', "n't 've", 'nt ve']);
addFamily('could might must should would', "'ve", 've');
addFamily('ai are is was were have has dare', "n't", 'nt');
addFamily('not', "'ve", 've');
addFamily('let', "'s");
addFamily('can', 'not');
addFamily('gon', 'na');
addFamily('got', 'ta');
addFamily("c'm", 'on');
addFamily('how', "'d 'y");
add("y'", 'all');
add('y', 'all');
for (let hour = 1; hour <= 12; hour++)
    for (const period of ['a.m.', 'am', 'p.m.', 'pm'])
        add(String(hour), period);
for (const scale of 'cfkCFK')
    add('°', scale, '.');
// What only looks like a contraction.
for (const word of 'Ill Its Hell Shell Shed Were Well Whore'.split(' '))
    for (const form of [word, word.toLowerCase()])
        specialCases.delete(form);
for (const word of 'doin goin nothin nuthin ol somethin lovin havin'.split(' '))
    for (const form of [word, capitalised(word)])
        for (const whole of [form, `${form}'`])
            add(whole);
const wholes = [
    // Contractions and abbreviations.
    "em 'em ll 'll nuff 'nuff 'S 's ‘S ‘s 'd 're and/or w/o 'Cause 'cause 'cos 'Cos 'coz 'Coz 'cuz 'Cuz 'bout ma'am Ma'am",
    "o'clock O'clock a.m. p.m. e.g. E.g. E.G. i.e. I.e. I.E. vs. v.s. Adm. Bros. co. Co. Corp. D.C. Dr. Gen. Gov. Inc. Jr.",
    'Ltd. Md. Messrs. Mo. Mont. Mr. Mrs. Ms. Ph.D. Prof. Rep. Rev. Sen. St. Mt. Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep.',
    'Sept. Oct. Nov. Dec. Ak. Ala. Ariz. Ark. Calif. Colo. Conn. Del. Fla. Ga. Ia. Id. Ill. Ind. Kan. Kans. Ky. La. Mass.',
    'Mich. Minn. Miss. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Okla. Ore. Pa. S.C. Tenn. Va. Wash. Wis. C++',
    'a. b. c. d. e. f. g. h. i. j. k. l. m. n. o. p. q. r. s. t. u. v. w. x. y. z. ä. ö. ü.',
    "— ' '' \\t \\n \\\") <space>",
    // Emoticons.
    ':) :-) :)) :-)) :))) :-))) (: (-: =) (= :] :-] [: [-: [= =] :o) (o: :} :-} 8) 8-) (-8 ;) ;-) (; (-; :( :-( :(( :-((',
    ":((( :-((( ): )-: =( >:( :') :'-) :'( :'-( :/ :-/ =/ =| :| :-| ]= =[ :1 :P :-P :p :-p :O :-O :o :-o :0 :-0 :() >:o :*",
    ':-* :3 :-3 =3 :> :-> :X :-X :x :-x :D :-D ;D ;-D =D xD XD xDD XDD 8D 8-D ^_^ ^__^ ^___^ >.< >.> <.< ._. ;_; -_- -__-',
    'v.v V.V v_v V_V o_o o_O O_o O_O 0_o o_0 0_0 o.O O.o O.O o.o 0.0 o.0 0.o @_@ <3 <33 <333 </3 (^_^) (-_-) (._.) (>_<)',
    '(*_*) (¬_¬) ಠ_ಠ ಠ︵ಠ (ಠ_ಠ) ¯\\(ツ)/¯ (╯°□°）╯︵┻━┻ ><(((*>',
];
for (const list of wholes)
    for (const word of list.split(' '))
        add(word);
// Each with a typographic apostrophe, too.
for (const [word, lengths] of [...specialCases])
    if (word.includes("'"))
        specialCases.set(word.replaceAll("'", '’'), lengths);
