import type { Activity } from '../../protocol/activity.ts';
import type { Write } from './store.ts';

/** Calls to add to a day's row. */
export interface ActivityEntry {
  day: string;
  provider: string;
  model: string;
  calls: number;
  failed: number;
  tokensIn: number;
  tokensOut: number;
  /** USD of the known costs. */
  usd: number;
  unknownCosts: number;
}

/** Spend and tokens by day, project, provider and model. */
export interface ActivityLog {
  add(projectId: string, entry: ActivityEntry): Write;
  /** In the project of the conversation; nothing when it is gone. */
  addForConversation(conversationId: string, entry: ActivityEntry): Write;
  /** What a project has cost on these days, both included. */
  spent(
    projectId: string,
    days: { from: string; to: string },
  ): Promise<{ usd: number; unknownCosts: number }>;
  /** Days as `YYYY-MM-DD`, both included. */
  list(range: { from?: string; to?: string; projectId?: string }): Promise<Activity[]>;
}
