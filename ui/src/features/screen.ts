/** What the app frame gives to every staff screen. A screen never imports another; it asks the frame to go there. */
import type { AppState, Session } from '@/api';

export type ScreenId = 'counter' | 'today' | 'review' | 'catalogue' | 'office';

export type ScreenProps = {
  session: Session;
  go: (screen: ScreenId) => void;
  /** Gives this window to the client, where there is no second monitor. */
  handOver: () => void;
};

/** For setup and sign-in, which stand before there is a session. */
export type GateProps = {
  /** The desk's new state, once the step is done. */
  onstate: (state: AppState) => void;
};
