/**
 * @file The 127 semantic types of the UMLS Semantic Network and the 15 semantic groups, as a table.
 *
 * Facts of the U.S. National Library of Medicine: unique identifier, abbreviation, name and tree number of SRDEF, and
 * of SemGroups the group (McCray, Burgun and Bodenreider 2001, "Aggregating UMLS semantic types for reducing
 * conceptual complexity"). Definitions and relations other than `isa` are left out.
 */
/** `TUI|abbreviation|name|tree number|group`, by TUI. */
export const semanticTypeRows = `
T001|orgm|Organism|A1.1|LIVB
T002|plnt|Plant|A1.1.3.3|LIVB
T004|fngs|Fungus|A1.1.3.2|LIVB
T005|virs|Virus|A1.1.4|LIVB
T007|bact|Bacterium|A1.1.2|LIVB
T008|anim|Animal|A1.1.3.1|LIVB
T010|vtbt|Vertebrate|A1.1.3.1.1|LIVB
T011|amph|Amphibian|A1.1.3.1.1.1|LIVB
T012|bird|Bird|A1.1.3.1.1.2|LIVB
T013|fish|Fish|A1.1.3.1.1.3|LIVB
T014|rept|Reptile|A1.1.3.1.1.5|LIVB
T015|mamm|Mammal|A1.1.3.1.1.4|LIVB
T016|humn|Human|A1.1.3.1.1.4.1|LIVB
T017|anst|Anatomical Structure|A1.2|ANAT
T018|emst|Embryonic Structure|A1.2.1|ANAT
T019|cgab|Congenital Abnormality|A1.2.2.1|DISO
T020|acab|Acquired Abnormality|A1.2.2.2|DISO
T021|ffas|Fully Formed Anatomical Structure|A1.2.3|ANAT
T022|bdsy|Body System|A2.1.4.1|ANAT
T023|bpoc|Body Part, Organ, or Organ Component|A1.2.3.1|ANAT
T024|tisu|Tissue|A1.2.3.2|ANAT
T025|cell|Cell|A1.2.3.3|ANAT
T026|celc|Cell Component|A1.2.3.4|ANAT
T028|gngm|Gene or Genome|A1.2.3.5|GENE
T029|blor|Body Location or Region|A2.1.5.2|ANAT
T030|bsoj|Body Space or Junction|A2.1.5.1|ANAT
T031|bdsu|Body Substance|A1.4.2|ANAT
T032|orga|Organism Attribute|A2.3|PHYS
T033|fndg|Finding|A2.2|DISO
T034|lbtr|Laboratory or Test Result|A2.2.1|PHEN
T037|inpo|Injury or Poisoning|B2.3|DISO
T038|biof|Biologic Function|B2.2.1|PHEN
T039|phsf|Physiologic Function|B2.2.1.1|PHYS
T040|orgf|Organism Function|B2.2.1.1.1|PHYS
T041|menp|Mental Process|B2.2.1.1.1.1|PHYS
T042|ortf|Organ or Tissue Function|B2.2.1.1.2|PHYS
T043|celf|Cell Function|B2.2.1.1.3|PHYS
T044|moft|Molecular Function|B2.2.1.1.4|PHYS
T045|genf|Genetic Function|B2.2.1.1.4.1|PHYS
T046|patf|Pathologic Function|B2.2.1.2|DISO
T047|dsyn|Disease or Syndrome|B2.2.1.2.1|DISO
T048|mobd|Mental or Behavioral Dysfunction|B2.2.1.2.1.1|DISO
T049|comd|Cell or Molecular Dysfunction|B2.2.1.2.2|DISO
T050|emod|Experimental Model of Disease|B2.2.1.2.3|DISO
T051|evnt|Event|B|ACTI
T052|acty|Activity|B1|ACTI
T053|bhvr|Behavior|B1.1|ACTI
T054|socb|Social Behavior|B1.1.1|ACTI
T055|inbe|Individual Behavior|B1.1.2|ACTI
T056|dora|Daily or Recreational Activity|B1.2|ACTI
T057|ocac|Occupational Activity|B1.3|ACTI
T058|hlca|Health Care Activity|B1.3.1|PROC
T059|lbpr|Laboratory Procedure|B1.3.1.1|PROC
T060|diap|Diagnostic Procedure|B1.3.1.2|PROC
T061|topp|Therapeutic or Preventive Procedure|B1.3.1.3|PROC
T062|resa|Research Activity|B1.3.2|PROC
T063|mbrt|Molecular Biology Research Technique|B1.3.2.1|PROC
T064|gora|Governmental or Regulatory Activity|B1.3.3|ACTI
T065|edac|Educational Activity|B1.3.4|PROC
T066|mcha|Machine Activity|B1.4|ACTI
T067|phpr|Phenomenon or Process|B2|PHEN
T068|hcpp|Human-caused Phenomenon or Process|B2.1|PHEN
T069|eehu|Environmental Effect of Humans|B2.1.1|PHEN
T070|npop|Natural Phenomenon or Process|B2.2|PHEN
T071|enty|Entity|A|OBJC
T072|phob|Physical Object|A1|OBJC
T073|mnob|Manufactured Object|A1.3|OBJC
T074|medd|Medical Device|A1.3.1|DEVI
T075|resd|Research Device|A1.3.2|DEVI
T077|cnce|Conceptual Entity|A2|CONC
T078|idcn|Idea or Concept|A2.1|CONC
T079|tmco|Temporal Concept|A2.1.1|CONC
T080|qlco|Qualitative Concept|A2.1.2|CONC
T081|qnco|Quantitative Concept|A2.1.3|CONC
T082|spco|Spatial Concept|A2.1.5|CONC
T083|geoa|Geographic Area|A2.1.5.4|GEOG
T085|mosq|Molecular Sequence|A2.1.5.3|GENE
T086|nusq|Nucleotide Sequence|A2.1.5.3.1|GENE
T087|amas|Amino Acid Sequence|A2.1.5.3.2|GENE
T088|crbs|Carbohydrate Sequence|A2.1.5.3.3|GENE
T089|rnlw|Regulation or Law|A2.4.2|CONC
T090|ocdi|Occupation or Discipline|A2.6|OCCU
T091|bmod|Biomedical Occupation or Discipline|A2.6.1|OCCU
T092|orgt|Organization|A2.7|ORGA
T093|hcro|Health Care Related Organization|A2.7.1|ORGA
T094|pros|Professional Society|A2.7.2|ORGA
T095|shro|Self-help or Relief Organization|A2.7.3|ORGA
T096|grup|Group|A2.9|LIVB
T097|prog|Professional or Occupational Group|A2.9.1|LIVB
T098|popg|Population Group|A2.9.2|LIVB
T099|famg|Family Group|A2.9.3|LIVB
T100|aggp|Age Group|A2.9.4|LIVB
T101|podg|Patient or Disabled Group|A2.9.5|LIVB
T102|grpa|Group Attribute|A2.8|CONC
T103|chem|Chemical|A1.4.1|CHEM
T104|chvs|Chemical Viewed Structurally|A1.4.1.2|CHEM
T109|orch|Organic Chemical|A1.4.1.2.1|CHEM
T114|nnon|Nucleic Acid, Nucleoside, or Nucleotide|A1.4.1.2.1.5|CHEM
T116|aapp|Amino Acid, Peptide, or Protein|A1.4.1.2.1.7|CHEM
T120|chvf|Chemical Viewed Functionally|A1.4.1.1|CHEM
T121|phsu|Pharmacologic Substance|A1.4.1.1.1|CHEM
T122|bodm|Biomedical or Dental Material|A1.4.1.1.2|CHEM
T123|bacs|Biologically Active Substance|A1.4.1.1.3|CHEM
T125|horm|Hormone|A1.4.1.1.3.2|CHEM
T126|enzy|Enzyme|A1.4.1.1.3.3|CHEM
T127|vita|Vitamin|A1.4.1.1.3.4|CHEM
T129|imft|Immunologic Factor|A1.4.1.1.3.5|CHEM
T130|irda|Indicator, Reagent, or Diagnostic Aid|A1.4.1.1.4|CHEM
T131|hops|Hazardous or Poisonous Substance|A1.4.1.1.5|CHEM
T167|sbst|Substance|A1.4|OBJC
T168|food|Food|A1.4.3|OBJC
T169|ftcn|Functional Concept|A2.1.4|CONC
T170|inpr|Intellectual Product|A2.4|CONC
T171|lang|Language|A2.5|CONC
T184|sosy|Sign or Symptom|A2.2.2|DISO
T185|clas|Classification|A2.4.1|CONC
T190|anab|Anatomical Abnormality|A1.2.2|DISO
T191|neop|Neoplastic Process|B2.2.1.2.1.2|DISO
T192|rcpt|Receptor|A1.4.1.1.3.6|CHEM
T194|arch|Archaeon|A1.1.1|LIVB
T195|antb|Antibiotic|A1.4.1.1.1.1|CHEM
T196|elii|Element, Ion, or Isotope|A1.4.1.2.3|CHEM
T197|inch|Inorganic Chemical|A1.4.1.2.2|CHEM
T200|clnd|Clinical Drug|A1.3.3|CHEM
T201|clna|Clinical Attribute|A2.3.1|PHYS
T203|drdd|Drug Delivery Device|A1.3.1.1|DEVI
T204|euka|Eukaryote|A1.1.3|LIVB
`;
/** `abbreviation|name`. */
export const semanticGroupRows = `
ACTI|Activities & Behaviors
ANAT|Anatomy
CHEM|Chemicals & Drugs
CONC|Concepts & Ideas
DEVI|Devices
DISO|Disorders
GENE|Genes & Molecular Sequences
GEOG|Geographic Areas
LIVB|Living Beings
OBJC|Objects
OCCU|Occupations
ORGA|Organizations
PHEN|Phenomena
PHYS|Physiology
PROC|Procedures
`;
