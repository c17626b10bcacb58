/**
 * The generated types under the names that views use. The generator splits a type in two where an absent field may be
 * left out when sending: what the desk gives (`…_Serialize`) and what it takes (`…_Deserialize`).
 */
export type {
  ApiError_Serialize as ApiErrorShape,
  AppState_Serialize as AppState,
  ClientState_Serialize as GeneratedClientState,
  CounterView_Serialize as CounterView,
  DayReview_Serialize as DayReview,
  GroupTotal_Serialize as GroupTotal,
  HistoryItem_Serialize as HistoryItem,
  ImportPreview_Serialize as ImportPreview,
  LineForm_Deserialize as LineForm,
  LineItem_Serialize as LineItem,
  MomentForm_Deserialize as MomentForm,
  MomentItem_Serialize as MomentItem,
  MomentPage_Serialize as MomentPage,
  MomentView_Serialize as MomentView,
  OfficeView_Serialize as OfficeView,
  OpenMoment_Serialize as OpenMoment,
  PreviewedFile_Serialize as PreviewedFile,
  RatingForm_Deserialize as RatingForm,
  ReviewFilter_Deserialize as ReviewFilter,
  Saved_Serialize as Saved,
  ServiceForm_Deserialize as ServiceForm,
  ServiceItem_Serialize as ServiceItem,
  ServiceView_Serialize as ServiceView,
  SessionView_Serialize as SessionView,
  StaffForm_Deserialize as StaffForm,
  StaffItem_Serialize as StaffItem,
  StaffSaved_Serialize as StaffSaved,
} from './bindings';
export type {
  Finding,
  Imported,
  NewOffice,
  OfficeForm,
  Preferences,
  QuickListForm,
  SetUpDone,
  SignIn,
  Tally,
} from './bindings';
