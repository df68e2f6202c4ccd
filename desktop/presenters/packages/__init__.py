"""Sending and receiving: how things stand with every office, packages to a stick, packages in, enrolment. No Qt."""
