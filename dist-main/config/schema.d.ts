/**
 * @file The schema of `medspan.yaml`: every key with its default, its unit and its description.
 *
 * Training options carry the names of Hugging Face's `TrainingArguments`, and its defaults where no recipe decides, except
 * that the best model is chosen by F1.
 */
import { z } from 'zod';
/** What each loss takes besides its name, with the defaults. */
export declare const LOSSES: {
    /** Weighted, where `weights` says so. */
    readonly 'cross-entropy': {
        readonly weights: "none";
        readonly beta: 0.999;
        readonly label_smoothing: 0;
    };
    readonly focal: {
        readonly weights: "none";
        readonly beta: 0.999;
        readonly gamma: 2;
        readonly label_smoothing: 0;
    };
    readonly 'class-balanced-focal': {
        readonly beta: 0.999;
        readonly gamma: 2;
        readonly label_smoothing: 0;
    };
    readonly 'adaptive-class-balanced-focal': {
        readonly gamma: 2;
        readonly label_smoothing: 0.05;
    };
    readonly 'logit-adjustment': {
        readonly tau: 1;
        readonly label_smoothing: 0;
    };
    readonly dice: {
        readonly alpha: 1;
        readonly smooth: 1;
    };
};
export type LossName = keyof typeof LOSSES;
/** AdamW's own settings, which other optimizers do not have. */
export declare const ADAM_DEFAULTS: {
    readonly adam_beta1: 0.9;
    readonly adam_beta2: 0.999;
    readonly adam_epsilon: 1e-8;
};
/** The engines by name. */
export declare const ENGINES: readonly ["onnx", "accelerate"];
/** Of the engine `accelerate`. */
export declare const accelerateSchema: z.ZodObject<{
    python: z.ZodOptional<z.ZodString>;
    num_processes: z.ZodDefault<z.ZodInt>;
    mixed_precision: z.ZodDefault<z.ZodEnum<{
        no: "no";
        bf16: "bf16";
        fp16: "fp16";
    }>>;
    gradient_checkpointing: z.ZodDefault<z.ZodBoolean>;
    strategy: z.ZodDefault<z.ZodEnum<{
        ddp: "ddp";
        fsdp: "fsdp";
    }>>;
    config_file: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
/** Who decides the settings that nobody has written: config/recipe.ts lists them. */
export declare const RECIPES: readonly ["auto", "trainer"];
/** The schema of `medspan.yaml` as it is written. */
export declare const configSchema: z.ZodObject<{
    corpus: z.ZodObject<{
        sources: z.ZodArray<z.ZodObject<{
            path: z.ZodOptional<z.ZodString>;
            dataset: z.ZodOptional<z.ZodString>;
            revision: z.ZodOptional<z.ZodString>;
            subset: z.ZodOptional<z.ZodString>;
            dataset_split: z.ZodOptional<z.ZodString>;
            name: z.ZodOptional<z.ZodString>;
            format: z.ZodOptional<z.ZodEnum<{
                [x: string]: string;
            }>>;
            concept: z.ZodOptional<z.ZodObject<{
                layer: z.ZodOptional<z.ZodString>;
                feature: z.ZodOptional<z.ZodString>;
                type_feature: z.ZodOptional<z.ZodString>;
            }, z.core.$strict>>;
            type_system: z.ZodOptional<z.ZodString>;
            annotator: z.ZodOptional<z.ZodString>;
            columns: z.ZodOptional<z.ZodObject<{
                tokens: z.ZodOptional<z.ZodString>;
                tags: z.ZodOptional<z.ZodString>;
                document: z.ZodOptional<z.ZodString>;
            }, z.core.$strict>>;
            tag_names: z.ZodOptional<z.ZodArray<z.ZodString>>;
            split: z.ZodOptional<z.ZodEnum<{
                train: "train";
                validation: "validation";
                test: "test";
            }>>;
        }, z.core.$strict>>;
        tokenizer: z.ZodDefault<z.ZodEnum<{
            biomedical: "biomedical";
            "spacy-like": "spacy-like";
        }>>;
        language: z.ZodOptional<z.ZodEnum<{
            en: "en";
            de: "de";
            fr: "fr";
        }>>;
        link: z.ZodOptional<z.ZodObject<{
            mrsty: z.ZodOptional<z.ZodString>;
            metathesaurus: z.ZodOptional<z.ZodString>;
            uts: z.ZodOptional<z.ZodObject<{
                release: z.ZodDefault<z.ZodString>;
                key_env: z.ZodDefault<z.ZodString>;
                key_file: z.ZodOptional<z.ZodString>;
                cache: z.ZodOptional<z.ZodString>;
                max_age_hours: z.ZodOptional<z.ZodNumber>;
                offline: z.ZodDefault<z.ZodBoolean>;
            }, z.core.$strict>>;
            relations: z.ZodOptional<z.ZodArray<z.ZodEnum<{
                RB: "RB";
                RN: "RN";
                RO: "RO";
            }>>>;
        }, z.core.$strict>>;
        merge: z.ZodPrefault<z.ZodObject<{
            duplicates: z.ZodDefault<z.ZodEnum<{
                keep: "keep";
                drop: "drop";
            }>>;
            ignore_outside: z.ZodDefault<z.ZodBoolean>;
        }, z.core.$strict>>;
        overlap: z.ZodDefault<z.ZodEnum<{
            error: "error";
            first: "first";
            longest: "longest";
            innermost: "innermost";
        }>>;
        split: z.ZodPrefault<z.ZodObject<{
            ratios: z.ZodOptional<z.ZodTuple<[z.ZodNumber, z.ZodNumber, z.ZodNumber], null>>;
            by: z.ZodDefault<z.ZodEnum<{
                group: "group";
                document: "document";
                sentence: "sentence";
            }>>;
            seed: z.ZodDefault<z.ZodInt>;
            order: z.ZodDefault<z.ZodUnion<readonly [z.ZodLiteral<1>, z.ZodLiteral<2>]>>;
            official: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodObject<{
                train: z.ZodString;
                validation: z.ZodString;
                test: z.ZodString;
            }, z.core.$strict>]>>;
            folds: z.ZodOptional<z.ZodInt>;
            fold: z.ZodOptional<z.ZodInt>;
            train_share: z.ZodDefault<z.ZodNumber>;
        }, z.core.$strict>>;
    }, z.core.$strict>;
    labels: z.ZodPrefault<z.ZodObject<{
        types: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
            all: "all";
            one: "one";
            st21pv: "st21pv";
            groups: "groups";
            full: "full";
        }>, z.ZodArray<z.ZodString>]>>;
        map: z.ZodOptional<z.ZodString>;
        unseen: z.ZodDefault<z.ZodEnum<{
            error: "error";
            outside: "outside";
            "nearest-ancestor": "nearest-ancestor";
            ignore: "ignore";
        }>>;
        without_ancestor: z.ZodDefault<z.ZodEnum<{
            outside: "outside";
            ignore: "ignore";
        }>>;
        concept_type: z.ZodDefault<z.ZodEnum<{
            first: "first";
            "in-label-set": "in-label-set";
            "most-specific": "most-specific";
        }>>;
        unknown: z.ZodDefault<z.ZodEnum<{
            ignore: "ignore";
        }>>;
    }, z.core.$strict>>;
    model: z.ZodPrefault<z.ZodObject<{
        name_or_path: z.ZodDefault<z.ZodString>;
        revision: z.ZodOptional<z.ZodString>;
        max_seq_length: z.ZodDefault<z.ZodInt>;
        stride: z.ZodDefault<z.ZodInt>;
        context: z.ZodDefault<z.ZodEnum<{
            sentences: "sentences";
            none: "none";
        }>>;
        label_all_tokens: z.ZodDefault<z.ZodBoolean>;
        attention: z.ZodDefault<z.ZodEnum<{
            auto: "auto";
            bidirectional: "bidirectional";
            causal: "causal";
        }>>;
        head: z.ZodDefault<z.ZodEnum<{
            linear: "linear";
            crf: "crf";
        }>>;
        decoding: z.ZodOptional<z.ZodEnum<{
            argmax: "argmax";
            constrained: "constrained";
        }>>;
        freeze: z.ZodDefault<z.ZodArray<z.ZodString>>;
        lora: z.ZodOptional<z.ZodObject<{
            rank: z.ZodDefault<z.ZodInt>;
            alpha: z.ZodDefault<z.ZodNumber>;
            dropout: z.ZodDefault<z.ZodNumber>;
            target_modules: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
            merge: z.ZodDefault<z.ZodBoolean>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    loss: z.ZodPrefault<z.ZodObject<{
        name: z.ZodDefault<z.ZodEnum<{
            "cross-entropy": "cross-entropy";
            dice: "dice";
            focal: "focal";
            "class-balanced-focal": "class-balanced-focal";
            "adaptive-class-balanced-focal": "adaptive-class-balanced-focal";
            "logit-adjustment": "logit-adjustment";
        }>>;
        weights: z.ZodOptional<z.ZodUnion<readonly [z.ZodEnum<{
            none: "none";
            balanced: "balanced";
            "inverse-sqrt": "inverse-sqrt";
            "effective-number": "effective-number";
        }>, z.ZodRecord<z.ZodString, z.ZodNumber>]>>;
        beta: z.ZodOptional<z.ZodNumber>;
        gamma: z.ZodOptional<z.ZodNumber>;
        label_smoothing: z.ZodOptional<z.ZodNumber>;
        tau: z.ZodOptional<z.ZodNumber>;
        alpha: z.ZodOptional<z.ZodNumber>;
        smooth: z.ZodOptional<z.ZodNumber>;
    }, z.core.$strict>>;
    training: z.ZodPrefault<z.ZodObject<{
        recipe: z.ZodDefault<z.ZodEnum<{
            auto: "auto";
            trainer: "trainer";
        }>>;
        engine: z.ZodDefault<z.ZodEnum<{
            onnx: "onnx";
            accelerate: "accelerate";
        }>>;
        device: z.ZodDefault<z.ZodEnum<{
            cpu: "cpu";
            cuda: "cuda";
            webgpu: "webgpu";
        }>>;
        output_dir: z.ZodDefault<z.ZodString>;
        seed: z.ZodDefault<z.ZodInt>;
        learning_rate: z.ZodOptional<z.ZodNumber>;
        num_train_epochs: z.ZodOptional<z.ZodNumber>;
        max_steps: z.ZodOptional<z.ZodInt>;
        per_device_train_batch_size: z.ZodOptional<z.ZodInt>;
        per_device_eval_batch_size: z.ZodDefault<z.ZodInt>;
        gradient_accumulation_steps: z.ZodDefault<z.ZodInt>;
        train_sampling_strategy: z.ZodOptional<z.ZodEnum<{
            random: "random";
            group_by_length: "group_by_length";
            sequential: "sequential";
        }>>;
        optim: z.ZodDefault<z.ZodEnum<{
            adamw: "adamw";
            adafactor: "adafactor";
        }>>;
        weight_decay: z.ZodOptional<z.ZodNumber>;
        adam_beta1: z.ZodDefault<z.ZodNumber>;
        adam_beta2: z.ZodDefault<z.ZodNumber>;
        adam_epsilon: z.ZodDefault<z.ZodNumber>;
        max_grad_norm: z.ZodDefault<z.ZodNumber>;
        layerwise_lr_decay: z.ZodDefault<z.ZodNumber>;
        ema_decay: z.ZodOptional<z.ZodNumber>;
        lr_scheduler_type: z.ZodDefault<z.ZodEnum<{
            constant: "constant";
            linear: "linear";
            cosine: "cosine";
            cosine_with_restarts: "cosine_with_restarts";
            cosine_with_min_lr: "cosine_with_min_lr";
            polynomial: "polynomial";
            constant_with_warmup: "constant_with_warmup";
            inverse_sqrt: "inverse_sqrt";
            warmup_stable_decay: "warmup_stable_decay";
            reduce_lr_on_plateau: "reduce_lr_on_plateau";
        }>>;
        lr_scheduler_kwargs: z.ZodPrefault<z.ZodObject<{
            num_cycles: z.ZodOptional<z.ZodNumber>;
            power: z.ZodOptional<z.ZodNumber>;
            lr_end: z.ZodOptional<z.ZodNumber>;
            timescale: z.ZodOptional<z.ZodNumber>;
            min_lr: z.ZodOptional<z.ZodNumber>;
            min_lr_rate: z.ZodOptional<z.ZodNumber>;
            num_decay_steps: z.ZodOptional<z.ZodInt>;
            num_stable_steps: z.ZodOptional<z.ZodInt>;
            warmup_type: z.ZodOptional<z.ZodEnum<{
                linear: "linear";
                cosine: "cosine";
                "1-sqrt": "1-sqrt";
            }>>;
            decay_type: z.ZodOptional<z.ZodEnum<{
                linear: "linear";
                cosine: "cosine";
                "1-sqrt": "1-sqrt";
            }>>;
            min_lr_ratio: z.ZodOptional<z.ZodNumber>;
            mode: z.ZodOptional<z.ZodEnum<{
                max: "max";
                min: "min";
            }>>;
            factor: z.ZodOptional<z.ZodNumber>;
            patience: z.ZodOptional<z.ZodInt>;
            threshold: z.ZodOptional<z.ZodNumber>;
            threshold_mode: z.ZodOptional<z.ZodEnum<{
                rel: "rel";
                abs: "abs";
            }>>;
            cooldown: z.ZodOptional<z.ZodInt>;
            eps: z.ZodOptional<z.ZodNumber>;
        }, z.core.$strict>>;
        warmup_ratio: z.ZodOptional<z.ZodNumber>;
        warmup_steps: z.ZodDefault<z.ZodNumber>;
        logging_strategy: z.ZodDefault<z.ZodEnum<{
            steps: "steps";
            no: "no";
            epoch: "epoch";
        }>>;
        logging_steps: z.ZodDefault<z.ZodNumber>;
        eval_strategy: z.ZodDefault<z.ZodEnum<{
            steps: "steps";
            no: "no";
            epoch: "epoch";
        }>>;
        eval_steps: z.ZodOptional<z.ZodNumber>;
        eval_on_start: z.ZodDefault<z.ZodBoolean>;
        save_strategy: z.ZodDefault<z.ZodEnum<{
            steps: "steps";
            best: "best";
            no: "no";
            epoch: "epoch";
        }>>;
        save_steps: z.ZodDefault<z.ZodNumber>;
        save_total_limit: z.ZodDefault<z.ZodInt>;
        load_best_model_at_end: z.ZodDefault<z.ZodBoolean>;
        metric_for_best_model: z.ZodDefault<z.ZodEnum<{
            f1: "f1";
            precision: "precision";
            recall: "recall";
            accuracy: "accuracy";
            loss: "loss";
        }>>;
        early_stopping_patience: z.ZodOptional<z.ZodInt>;
        early_stopping_threshold: z.ZodDefault<z.ZodNumber>;
        threads: z.ZodOptional<z.ZodInt>;
    }, z.core.$strict>>;
    accelerate: z.ZodOptional<z.ZodObject<{
        python: z.ZodOptional<z.ZodString>;
        num_processes: z.ZodDefault<z.ZodInt>;
        mixed_precision: z.ZodDefault<z.ZodEnum<{
            no: "no";
            bf16: "bf16";
            fp16: "fp16";
        }>>;
        gradient_checkpointing: z.ZodDefault<z.ZodBoolean>;
        strategy: z.ZodDefault<z.ZodEnum<{
            ddp: "ddp";
            fsdp: "fsdp";
        }>>;
        config_file: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    tuning: z.ZodOptional<z.ZodObject<{
        search: z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>, z.ZodObject<{
            type: z.ZodOptional<z.ZodEnum<{
                float: "float";
                int: "int";
                categorical: "categorical";
            }>>;
            low: z.ZodOptional<z.ZodNumber>;
            high: z.ZodOptional<z.ZodNumber>;
            log: z.ZodOptional<z.ZodBoolean>;
            step: z.ZodOptional<z.ZodNumber>;
            choices: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>>;
            when: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>, z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>]>>>;
        }, z.core.$strict>]>>;
        n_trials: z.ZodDefault<z.ZodInt>;
        timeout: z.ZodOptional<z.ZodNumber>;
        sampler: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
            tpe: "tpe";
            random: "random";
            grid: "grid";
            sobol: "sobol";
            "cma-es": "cma-es";
        }>, z.ZodObject<{
            type: z.ZodEnum<{
                tpe: "tpe";
                random: "random";
                grid: "grid";
                sobol: "sobol";
                "cma-es": "cma-es";
            }>;
        }, z.core.$loose>]>>;
        pruner: z.ZodDefault<z.ZodUnion<readonly [z.ZodEnum<{
            none: "none";
            threshold: "threshold";
            median: "median";
            percentile: "percentile";
            "successive-halving": "successive-halving";
            hyperband: "hyperband";
            patient: "patient";
        }>, z.ZodObject<{
            type: z.ZodEnum<{
                none: "none";
                threshold: "threshold";
                median: "median";
                percentile: "percentile";
                "successive-halving": "successive-halving";
                hyperband: "hyperband";
                patient: "patient";
            }>;
        }, z.core.$loose>]>>;
        seed: z.ZodDefault<z.ZodInt>;
        try_initial: z.ZodDefault<z.ZodBoolean>;
        enqueue: z.ZodDefault<z.ZodArray<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean, z.ZodNull]>>>>;
        retries: z.ZodDefault<z.ZodInt>;
        keep_models: z.ZodDefault<z.ZodEnum<{
            all: "all";
            best: "best";
        }>>;
        output_dir: z.ZodOptional<z.ZodString>;
        study_name: z.ZodOptional<z.ZodString>;
        storage: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    slurm: z.ZodOptional<z.ZodObject<{
        signal: z.ZodDefault<z.ZodInt>;
        max_requeues: z.ZodDefault<z.ZodInt>;
        array_limit: z.ZodOptional<z.ZodInt>;
        modules: z.ZodDefault<z.ZodArray<z.ZodString>>;
        setup: z.ZodDefault<z.ZodArray<z.ZodString>>;
        env: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>;
        container: z.ZodOptional<z.ZodArray<z.ZodString>>;
        prepared: z.ZodOptional<z.ZodString>;
        install: z.ZodDefault<z.ZodEnum<{
            none: "none";
            python: "python";
        }>>;
        options: z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodLiteral<true>]>>>;
        "mem-per-cpu": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        "mem-per-gpu": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        "cpus-per-task": z.ZodOptional<z.ZodInt>;
        "gpus-per-node": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        "mail-user": z.ZodOptional<z.ZodString>;
        "mail-type": z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
        "job-name": z.ZodOptional<z.ZodString>;
        partition: z.ZodOptional<z.ZodString>;
        account: z.ZodOptional<z.ZodString>;
        qos: z.ZodOptional<z.ZodString>;
        time: z.ZodOptional<z.ZodUnion<readonly [z.ZodInt, z.ZodString]>>;
        mem: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        mem_per_cpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        mem_per_gpu: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        cpus_per_task: z.ZodOptional<z.ZodInt>;
        gres: z.ZodOptional<z.ZodString>;
        gpus: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        gpus_per_node: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        nodes: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodInt]>>;
        constraint: z.ZodOptional<z.ZodString>;
        exclude: z.ZodOptional<z.ZodString>;
        nodelist: z.ZodOptional<z.ZodString>;
        reservation: z.ZodOptional<z.ZodString>;
        mail_user: z.ZodOptional<z.ZodString>;
        mail_type: z.ZodOptional<z.ZodUnion<readonly [z.ZodString, z.ZodArray<z.ZodString>]>>;
        job_name: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>;
    relative_to: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type Written = z.output<typeof configSchema>;
export type WrittenSource = Written['corpus']['sources'][number];
/** A source with its name decided and its paths absolute; it has a path or a dataset. */
export interface SourceConfig extends WrittenSource {
    name: string;
}
/** The resolved configuration: defaults filled in, paths absolute; the split has ratios, official lists, or folds. */
export interface Config extends Written {
    corpus: Omit<Written['corpus'], 'sources'> & {
        sources: SourceConfig[];
    };
}
/** The section `accelerate`, or its defaults. */
export declare function accelerateSettings({ accelerate }: Config): NonNullable<Config['accelerate']>;
/** How many processes train together: each takes as many sequences as a batch is said to have. */
export declare function processesOf(config: Config): number;
