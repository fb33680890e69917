import { z } from 'zod';
import { type Child, type Ended } from '../../../system/child-process.ts';
/** What other machines need to know; each adds which of them it is. */
export declare const invitationSchema: z.ZodObject<{
    id: z.ZodString;
    python: z.ZodString;
    yaml: z.ZodString;
    processes: z.ZodInt;
    device: z.ZodEnum<{
        cpu: "cpu";
        cuda: "cuda";
        webgpu: "webgpu";
    }>;
    threads: z.ZodOptional<z.ZodInt>;
    machines: z.ZodObject<{
        count: z.ZodInt;
        address: z.ZodString;
        port: z.ZodInt;
    }, z.core.$strip>;
}, z.core.$strip>;
export type Invitation = z.output<typeof invitationSchema>;
/** How all other machines have ended. */
export declare const answerSchema: z.ZodObject<{
    id: z.ZodString;
    status: z.ZodString;
    said: z.ZodString;
    isStopped: z.ZodBoolean;
}, z.core.$strip>;
export type Answer = z.output<typeof answerSchema>;
export declare const answerFileOf: (invitation: string) => string;
/** What the trainer knows of the machines that it is to use. */
export interface OtherMachines {
    /** With this one. */
    readonly count: number;
    /** Where the others find this one: a name or an address. */
    readonly address: string;
    /** The path of the file for invitations. */
    readonly invitation: string;
}
/**
 * What MEDSPAN_MACHINES, MEDSPAN_MAIN_ADDRESS and MEDSPAN_INVITATION say, which `medspan job` sets; undefined where there is
 * one machine.
 * @throws MedspanError `config` where one of them is missing
 */
export declare function otherMachinesOf(environment: NodeJS.ProcessEnv): OtherMachines | undefined;
/** Other machines that take part. */
export interface Invited {
    /** Where the processes meet. */
    readonly machines: Invitation['machines'];
    /** Resolves when they have ended, all of them, or when one has. */
    readonly ended: Promise<Answer>;
    /** Ends them. */
    withdraw(): Promise<void>;
}
/**
 * Asks the other machines to take part.
 * @throws MedspanError `output`
 */
export declare function invite({ count, address, invitation: path }: OtherMachines, launch: Omit<Invitation, 'id' | 'machines'>): Promise<Invited>;
/**
 * How the processes of all machines have ended: when one machine's have, the others' do.
 * @param own what has started those of this machine
 */
export declare function endTogether(own: Child, others: Invited): Promise<Ended>;
