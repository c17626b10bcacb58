/** What the app frame gives to every staff screen. A screen never imports another; it asks the frame to go there. */
import type { AppState, MomentId, Session } from '@/api';

export type ScreenId = 'counter' | 'today' | 'cases' | 'directory' | 'review' | 'follow_ups' | 'trends' | 'catalogue' | 'office' | 'hand_over';

export type ScreenProps = {
  session: Session;
  go: (screen: ScreenId) => void;
  /** Gives this window to the client of a saved moment, where there is no second monitor. */
  handOver: (moment: MomentId) => void;
  /** Someone else takes the counter: a person who signed in today, with a short PIN. */
  switchPerson: () => void;
};

/** For setup and sign-in, which stand before there is a session. */
export type GateProps<Stage extends AppState['stage']> = {
  app: Extract<AppState, { stage: Stage }>;
  /** The step is done: the frame asks the desk where the app stands now. */
  ondone: () => void;
};
