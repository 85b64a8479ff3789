"""Where vendors call us: `/hooks/{vendor}/{what}`."""

from __future__ import annotations

from django.urls import path

from evenkeel.api.hooks import mattermost, slack, twilio

urlpatterns = [
    path("twilio/message-status/", twilio.message_status),
    path("twilio/call-status/", twilio.call_status),
    path("twilio/message/", twilio.message),
    path("twilio/digit/<str:token>/", twilio.digit),
    path("slack/interaction/", slack.interaction),
    path("mattermost/acknowledgement/", mattermost.acknowledgement),
]
