/** The commands for people, in the order of the help text. */
export const COMMANDS = [
    {
        name: 'demo',
        description: 'run the whole job on a sample project, offline: import, link, merge, split, train, evaluate, tag',
        load: async () => (await import("./demo.js")).demoCommand,
    },
    {
        name: 'init',
        description: 'look at the documents in a folder and write a medspan.yaml for them, with its JSON Schema for editors',
        load: async () => (await import("./init.js")).initCommand,
    },
    {
        name: 'models',
        description: 'list models to start from: for whom, size, hours of training, licence, and which are here',
        load: async () => (await import("./models.js")).modelsCommand,
    },
    {
        name: 'import',
        description: 'read annotated documents and write them as one corpus file',
        load: async () => (await import("./import.js")).importCommand,
    },
    {
        name: 'umls',
        description: 'build a database from a UMLS release; look up concepts',
        load: async () => (await import("./umls.js")).umlsCommand,
    },
    {
        name: 'link',
        description: 'look up the semantic types of every concept',
        load: async () => (await import("./link.js")).linkCommand,
    },
    {
        name: 'merge',
        description: 'combine several corpora, and report where they disagree',
        load: async () => (await import("./merge.js")).mergeCommand,
    },
    {
        name: 'split',
        description: 'split a corpus into train, validation and test, stratified by type',
        load: async () => (await import("./split.js")).splitCommand,
    },
    {
        name: 'stats',
        description: 'describe a corpus: types, lengths, overlaps, leakage between parts, annotator agreement',
        load: async () => (await import("./stats.js")).statsCommand,
    },
    {
        name: 'convert',
        description: 'convert documents to another format',
        load: async () => (await import("./convert.js")).convertCommand,
    },
    {
        name: 'train',
        description: 'fine-tune a model and evaluate it; resumes an unfinished run',
        load: async () => (await import("./train.js")).trainCommand,
    },
    {
        name: 'tune',
        description: 'search for hyperparameters; resumes an unfinished search',
        load: async () => (await import("./tune.js")).tuneCommand,
    },
    {
        name: 'learning-curve',
        description: 'train on growing fractions of the training part, and score each model',
        load: async () => (await import("./learning-curve.js")).learningCurveCommand,
    },
    {
        name: 'watch',
        description: 'follow a training run, here or on a shared file system',
        load: async () => (await import("./watch.js")).watchCommand,
    },
    {
        name: 'evaluate',
        description: 'score a finished run again, or any model on any gold documents: tag and span scores with intervals, error analysis',
        load: async () => (await import("./evaluate.js")).evaluateCommand,
    },
    {
        name: 'score',
        description: 'score predicted documents of any program against gold ones',
        load: async () => (await import("./score.js")).scoreCommand,
    },
    {
        name: 'compare',
        description: 'test whether one run, or one configuration over seeds, is better than another on the same documents',
        load: async () => (await import("./compare.js")).compareCommand,
    },
    {
        name: 'report',
        description: 'draw the figures of a run or a search, and write its page: report.html',
        load: async () => (await import("./report.js")).reportCommand,
    },
    {
        name: 'predict',
        description: 'tag text, .txt files, documents of any format that import reads, or lines of a pipe',
        load: async () => (await import("./predict.js")).predictCommand,
    },
    {
        name: 'serve',
        description: 'tag texts over HTTP: for programs, on a page, and as a recommender of INCEpTION that learns',
        load: async () => (await import("./serve.js")).serveCommand,
    },
    {
        name: 'active',
        description: 'choose the documents that are worth annotating next, and write them with what the model finds in them',
        load: async () => (await import("./active.js")).activeCommand,
    },
    {
        name: 'export',
        description: 'write a trained run as ONNX, in float32 and in int8, for transformers.js and ONNX Runtime, or as a page that tags text',
        load: async () => (await import("./export.js")).exportCommand,
    },
    {
        name: 'push',
        description: 'upload a trained run or an export to the Hugging Face hub; without --yes, list what would be sent',
        load: async () => (await import("./push.js")).pushCommand,
    },
    {
        name: 'notify',
        description: 'send the scores and figures of a run to Discord or another webhook; skips what was sent before',
        load: async () => (await import("./notify.js")).notifyCommand,
    },
    {
        name: 'submit',
        description: 'train, tune or evaluate on a SLURM cluster; jobs survive preemption and time limits',
        load: async () => (await import("./cluster/submit.js")).submitCommand,
    },
    {
        name: 'status',
        description: 'show the SLURM jobs of a run and its progress; without a run, all your jobs',
        load: async () => (await import("./cluster/status.js")).statusCommand,
    },
    {
        name: 'logs',
        description: 'print the logs of the SLURM jobs of a run',
        load: async () => (await import("./cluster/logs.js")).logsCommand,
    },
    {
        name: 'cancel',
        description: 'cancel the SLURM jobs of a run; a training saves a checkpoint first',
        load: async () => (await import("./cluster/cancel.js")).cancelCommand,
    },
    {
        name: 'resume',
        description: 'resubmit the last SLURM jobs of a run: they resume from its newest checkpoint',
        load: async () => (await import("./cluster/resume.js")).resumeCommand,
    },
];
/** Commands that batch scripts run, which no help text lists. */
export const SCRIPTED = [
    {
        name: 'job',
        description: 'for batch scripts of medspan submit: run a command as a SLURM job, and requeue it',
        load: async () => (await import("./cluster/job.js")).jobCommand,
    },
    {
        name: 'job-setup',
        description: 'for batch scripts of medspan submit: check what a job needs, then run a command',
        load: async () => (await import("./cluster/job-setup.js")).jobSetupCommand,
    },
    {
        name: 'join',
        description: 'for batch scripts of medspan submit: join a training that another node started',
        load: async () => (await import("./cluster/join.js")).joinCommand,
    },
];
